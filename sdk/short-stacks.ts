/** Frames of Node and of Pulumi, which stand below every program. */
const below = /^node:|[\\/]node_modules[\\/]@pulumi[\\/]pulumi[\\/]/;

/**
 * Shortens the stacks that Pulumi takes while it makes a resource, until what it answers is called.
 *
 * It takes one for each of the four promises of each property, which only its search for leaks prints, and ts-node maps
 * every frame of it: whole, they would take 8 ms a certificate, more than all the rest of a preview. And it takes one,
 * whole, that lies in the state as `stackTrace`: of that the program's own frames stay, and not the ten of Node and of
 * Pulumi below them, which are the same for every resource and 300 bytes of each.
 */
export function shortenStacks(): () => void {
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS) return () => undefined;
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = 1;
  // Pulumi always has one, which maps frames to sources; without it Node maps them by itself.
  if (prepareStackTrace !== undefined)
    Error.prepareStackTrace = (error, frames) => prepareStackTrace(error, ofProgram(frames));
  return () => {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepareStackTrace !== undefined) Error.prepareStackTrace = prepareStackTrace;
  };
}

/** Without the last frames that no program is in; all of them where there would be none left. */
export function ofProgram(frames: readonly NodeJS.CallSite[]): NodeJS.CallSite[] {
  const last = frames.findLastIndex((frame) => {
    const file = frame.getFileName();
    return file != null && !below.test(file);
  });
  return frames.slice(0, last + 1 || frames.length);
}
