/** The text of docs/systems.md. */
export function systemsPage(): string;
