export { builtInTasks, type LoadTaskOptions, loadTask } from './load-task.js';
export type { Example, Split, Task } from './task.js';
