// Imported by a process under test: tells on standard error, at its end, the most memory it had.
process.on("exit", () => {
  process.stderr.write(`\npeak ${process.resourceUsage().maxRSS} kB\n`);
});
