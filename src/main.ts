/** Starts the server and stops it cleanly. */
import { serve } from "./commands/serve.ts";

process.exitCode = await serve();
