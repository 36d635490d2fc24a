import { ZhiwenError } from "../core/errors.ts";

/**
 * Adds to the process's environment what `.env` in the current folder sets, where there is one; a
 * variable that is set already stays.
 */
export function addEnvFile(): void {
  try {
    process.loadEnvFile(".env");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    const fix = "let this user read the file, or move it away";
    throw new ZhiwenError("config", ".env is there and cannot be read", fix, { cause: error });
  }
}
