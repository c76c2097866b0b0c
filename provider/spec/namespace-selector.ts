import { type Fields, shorten } from "./fields.js";
import { isLabelName, isLabelValue } from "./labels.js";

const operators = ["In", "NotIn", "Exists", "DoesNotExist"] as const;

/**
 * A `LabelSelector` in the form of a list request: `team in (a,b),!frozen`. At least one label must be named: a
 * private key in every namespace is hardly what is meant. Undefined where it is wrong or not known, which stands in
 * the findings.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function parseNamespaceSelector(selector: Fields): string | undefined {
  const labels = selector.map("matchLabels", (name, value) => {
    if (!isLabelName(name)) return "is not the name of a label";
    return isLabelValue(value) ? undefined : `${shorten(value)} is not the value of a label`;
  });
  const expressions = selector.objects("matchExpressions")?.map(parseExpression) ?? [];
  selector.done();
  if (!selector.has("matchLabels") && !selector.has("matchExpressions"))
    return selector.failWhole("must name a label (matchLabels, matchExpressions)");
  const isKnown = selector.has("matchLabels") === (labels !== undefined);
  const terms = [...Object.entries(labels ?? {}).map(([name, value]) => `${name}=${value}`), ...expressions];
  if (!isKnown || terms.some((term) => term === undefined)) return undefined;
  return terms.length === 0 ? selector.failWhole("must name a label") : terms.toSorted().join();
}

function parseExpression(expression: Fields): string | undefined {
  const key = expression.text("key", "the name of a label", (text) => (isLabelName(text) ? text : undefined));
  const operator = expression.choice("operator", operators);
  const values = expression.list("values", (value) =>
    isLabelValue(value) ? { value } : { reason: `${shorten(value)} is not the value of a label` },
  );
  expression.done();
  for (const name of ["key", "operator"]) if (!expression.has(name)) expression.fail(name, "is missing");
  if (key === undefined || operator === undefined) return undefined;
  const wantsValues = operator === "In" || operator === "NotIn";
  if (wantsValues && (values ?? []).length === 0 && !expression.has("values"))
    return expression.fail("values", `is missing: ${operator} compares with them`);
  if (!wantsValues && (values ?? []).length > 0)
    return expression.fail("values", `cannot be given with ${operator}`);
  switch (operator) {
    case "In":
      return values && `${key} in (${values.join()})`;
    case "NotIn":
      return values && `${key} notin (${values.join()})`;
    case "Exists":
      return key;
    case "DoesNotExist":
      return `!${key}`;
  }
}
