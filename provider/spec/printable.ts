/**
 * Text from outside that may stand in a line: no control or bidirectional characters, which a terminal would obey, and
 * nothing that a pipeline's runner or the Pulumi CLI would: of a colour that it does not know, the CLI dies.
 *
 * @see https://github.com/pulumi/pulumi/blob/v3.248.0/sdk/go/common/diag/colors/colors.go
 */
export function printable(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .replaceAll("<{%", "< {%")
    .replaceAll(/##[a-z]*\[/gi, "; ");
}
