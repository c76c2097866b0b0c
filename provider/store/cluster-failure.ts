import { type Cause, ClusterError, managersIn } from "../kubernetes/cluster-error.js";
import { StoreError } from "./port.js";

/** What is done to what: "the Secret shop/web-tls", "written". */
export interface Doing {
  readonly what: string;
  readonly done: "read" | "written" | "deleted";
}

/** The work's answer; what the cluster refuses becomes a {@link StoreError}. */
export async function ask<T>(doing: Doing, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ClusterError ? storeError(doing, error) : error;
  }
}

/** What is there is not what was expected. */
export function changedMeanwhile({ what, done }: Doing, why: string, cause?: ClusterError): StoreError {
  return new StoreError("Conflict", `${what} was not ${done}: ${why}`, {
    stands: "What is there now was left alone",
    todo: "Run pulumi again, so that it is looked at anew",
    ...(cause === undefined ? {} : { cause }),
  });
}

function storeError(doing: Doing, error: ClusterError): StoreError {
  const failed = `${doing.what} was not ${doing.done}`;
  const stands = doing.done === "read" ? "Nothing was changed" : "It stands as it was";
  switch (error.reason) {
    case "unreachable":
    case "expired": {
      // A write that got no answer may have been done all the same.
      const known = doing.done === "read" ? stands : "Whether it was is not known; the next run looks first";
      const todo = "Run pulumi again when the cluster can be reached";
      return new StoreError("Unreachable", `${failed}: ${error.message}`, {
        stands: known,
        todo,
        cause: error,
      });
    }
    case "forbidden":
      return new StoreError("Forbidden", `${failed}: ${error.message}`, {
        stands,
        todo: "Grant that, and run pulumi again",
        cause: error,
      });
    case "conflict":
    case "alreadyExists":
      return conflict(doing, error);
    case "notFound":
    case "invalid":
      return refused(doing, error);
  }
}

function conflict(doing: Doing, error: ClusterError): StoreError {
  const managers = [...new Set(managersIn(error).map(({ name }) => name))];
  if (managers.length === 0) {
    const why =
      error.reason === "alreadyExists" ? "it is there already" : "it changed since it was last looked at";
    return changedMeanwhile(doing, why, error);
  }
  const fields = error.causes.map(({ field }) => field).join(", ");
  return new StoreError(
    "Conflict",
    `${doing.what} was not ${doing.done}: ${managers.join(" and ")} manages ${fields} of it`,
    {
      stands: "It stands as it was",
      todo: "Let that manager go of it, or choose another secretName, and run pulumi again",
      cause: error,
    },
  );
}

function refused(doing: Doing, error: ClusterError): StoreError {
  const rest = { stands: "It stands as it was", cause: error };
  const why = error.causes.map(immutability).find((clause) => clause !== undefined);
  if (why !== undefined)
    return new StoreError("Refused", `${doing.what} was not ${doing.done}: ${why}`, {
      ...rest,
      todo: "Delete it, and run pulumi again",
    });
  const todo = "Mend what the cluster names, and run pulumi again";
  return new StoreError("Refused", `${doing.what} was not ${doing.done}: ${error.message}`, {
    ...rest,
    todo,
  });
}

/** The API's words for these say what field it is, but not that no permission and no retry will help. */
function immutability({ field, message }: Cause): string | undefined {
  if (message?.includes("field is immutable") !== true) return undefined;
  if (field === "type") return "it has another type, and the API never changes the type of a Secret";
  return "it is marked immutable, and the API never changes such a Secret";
}
