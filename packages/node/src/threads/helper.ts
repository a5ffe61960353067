/* The program of a thread that helps: it says that it is there, then takes part in products until the team is closed. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveTeam, type TeamSeat } from 'zeroth/kernels';

parentPort?.postMessage('here');
serveTeam(workerData as TeamSeat); // by threads(), which starts no other program
