import type { ManifestFile } from "./directory-layout.js";
import { errnoOf } from "./manifest-file.js";
import type { StoreErrorCode, Version } from "./port.js";
import { StoreError } from "./port.js";

type Doing = "read" | "written" | "deleted";

/** The work's answer; what the operating system refuses becomes a {@link StoreError} with its errno and the path. */
export async function attempt<T>(file: ManifestFile, doing: Doing, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const errno = errnoOf(error);
    if (error instanceof StoreError || errno === undefined) throw error;
    const [code, todo] = classified(errno, file.path);
    throw new StoreError(code, `the ${file.what} was not ${doing}: ${errno} at ${file.path}`, {
      stands: doing === "read" ? "Nothing was changed" : "It stands as it was",
      todo: `${todo}, then run pulumi again`,
      cause: error,
    });
  }
}

/** What is there is not what was expected. */
export function changedMeanwhile(file: ManifestFile, doing: Doing, expected: Version | "absent"): StoreError {
  const seen = expected === "absent" ? "was not there" : "was another";
  const what = `the ${file.what} was not ${doing}: ${file.path} ${seen} when it was last looked at`;
  return new StoreError("Conflict", what, {
    stands: "What is there now was left alone",
    todo: "Run pulumi again, so that it is looked at anew",
  });
}

function classified(errno: string, path: string): [StoreErrorCode, string] {
  switch (errno) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return ["Forbidden", "Give this user the right to it"];
    case "EISDIR":
    case "ENOTDIR":
      return [
        "Unreachable",
        `Move away what lies at ${path} or above it (a folder and a file are mistaken for each other)`,
      ];
    case "ENOSPC":
    case "EDQUOT":
      return ["Unreachable", "Make room"];
    default:
      return ["Unreachable", "See what is wrong with that path"];
  }
}
