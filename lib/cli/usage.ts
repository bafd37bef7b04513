import {
  AliasNotFoundError,
  type ApplicationText,
  ArgumentParseError,
  EnumValidationError,
  text_en as english,
  FlagNotFoundError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { didYouMean as suggested } from "../core/expression/check/suggest.ts";
import { plainText } from "./plain-text.ts";

/** What is told when a command line is not understood: what was found, what would be right. */
export const usageTexts: ApplicationText = {
  ...english,
  noCommandRegisteredForInput: ({ input, corrections }) =>
    told(`there is no command '${input}'${didYouMean(corrections)}`),
  exceptionWhileParsingArguments: (error) => told(mistakeOf(error)),
};

const told = (message: string): string => `holdpoint: ${plainText(message)}`;

function mistakeOf(error: unknown): string {
  if (error instanceof FlagNotFoundError)
    return `there is no option --${error.input}${didYouMean(error.corrections.map((c) => `--${c}`))}`;
  if (error instanceof AliasNotFoundError)
    return `there is no option -${error.input}: options are written --name`;
  if (error instanceof ArgumentParseError)
    return `${optionOf(error)} '${error.input}': ${messageOf(error.exception)}`;
  if (error instanceof EnumValidationError)
    return `--${error.externalFlagName} '${error.input}'${oneOf(error.input, error.values)}`;
  if (error instanceof UnsatisfiedFlagError)
    return `--${error.externalFlagName} needs a value${before(error.nextFlagName)}`;
  if (error instanceof UnsatisfiedPositionalError) return `${error.placeholder} is missing`;
  return messageOf(error);
}

const oneOf = (found: string, values: readonly string[]): string =>
  suggested(found, values) || ` is none of ${values.join(", ")}`;

const before = (next: string | undefined): string => (next ? `, found --${next}` : "");

const optionOf = ({ externalFlagNameOrPlaceholder: name }: ArgumentParseError): string =>
  name === name.toUpperCase() ? name : `--${name}`;

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const didYouMean = (corrections: readonly string[]): string => {
  const names = corrections.map((name) => name.replaceAll("`", ""));
  return names.length > 0 ? `, did you mean ${names.join(" or ")}?` : "";
};
