// Read at synthesis. Unit tests skip the validation, the synth check (`npm run synth`) keeps it.
process.env.CDK_VALIDATION = "false";

/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {}, // jest strips the types itself
  modulePathIgnorePatterns: [
    "<rootDir>/dist/",
    "<rootDir>/cdk.out/",
    "<rootDir>/bench/node_modules/",
  ],
  testSequencer: "<rootDir>/test/support/processes-first.mjs",
  globalSetup: "<rootDir>/test/support/temporary-root.mjs",
  // For what hangs: how long a test takes where others use the machine decides nothing.
  testTimeout: 240_000,
  // One process for all would keep every suite's modules: 3 GB after a hundred suites, and slow.
  // One worker more than most machines here have cores: many suites wait for processes and for wires.
  maxWorkers: 3,
  workerIdleMemoryLimit: "1GB",
};
