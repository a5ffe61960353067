/** How one property is checked; it throws an Error that says what does not hold. */
export interface Check {
  readonly name: string;
  check(): void | Promise<void>;
}

/** Runs all checks, and then throws an Error that lists those that failed. */
export async function runChecks(subject: string, checks: readonly Check[]): Promise<void> {
  const failures: string[] = [];
  for (const { name, check } of checks) {
    try {
      await check();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failures.length > 0) throw new Error(`${subject} does not conform:\n- ${failures.join('\n- ')}`);
}
