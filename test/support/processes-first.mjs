import Sequencer from "@jest/test-sequencer";

/** Folders whose suites start whole processes, and take long whatever their files' sizes say. */
const long =
  /[/\\]test[/\\](run-crash|faults|machine|world|crash|ric|deploy|lambdas|cli|security)[/\\]/;

/**
 * The long suites first: where no earlier run has told how long each takes, as in a clean clone,
 * jest goes by the sizes of their files, and would end with the longest on one core alone.
 */
export default class ProcessesFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path, duration }) => duration === undefined && long.test(path);
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
