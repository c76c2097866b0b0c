import * as pulumi from "@pulumi/pulumi";

/** A resource as a program registered it with the engine. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * What a program declares, in order, with mocks in place of the engine: no check, no diff, and every output of
 * another package's resource is made up here.
 */
export async function declared(program: () => void): Promise<Declared[]> {
  const resources: Declared[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, inputs });
        return {
          id: `${name}-id`,
          state: { ...inputs, ...madeUp[type], metadata: { ...inputs.metadata, uid: "uid-1" } },
        };
      },
      call: () => ({}),
    },
    "app",
    "dev",
    false,
  );
  program();
  await pulumi.runtime.disconnect();
  return resources.filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

const madeUp: Readonly<Record<string, object>> = {
  "kubernetes:helm.sh/v3:Release": { status: { version: "v1.21.2", revision: 1 } },
};

/** What an expression throws. */
export function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
