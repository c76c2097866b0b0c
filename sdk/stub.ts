/**
 * What stands in every state as the provider's code: a constant that asks the installed package for it. So the
 * state stays small, the same bytes in every program and on every machine, and refresh and destroy always run
 * the code that is installed. It can never change: old states hold it.
 *
 * @see docs/design.md, section 2
 */
export const stub = `exports.handler = () => require("pulumi-kubecerts/provider").provider;`;
