import type { ExecutionError } from "aws-local-stepfunctions";

/** How a state fails: `name` is the States language's error, the message its cause. */
export class FailedState extends Error {
  /** As the interpreter asks: some errors end an execution whatever it would catch. */
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
    this.isRetryable = !terminal.includes(name);
    this.isCatchable = this.isRetryable;
  }
}

const terminal = ["States.DataLimitExceeded", "States.Runtime"];

/** What an execution of the package failed of. */
export const failureOf = ({ cause }: ExecutionError): FailedState => {
  const { name, message } = cause as Error;
  return new FailedState(name, message);
};
