/** The chat page: the entry point that joins its parts. */

import { restFocus, startWriting } from "./composer.js";
import { startNotice } from "./notice.js";
import { send } from "./outbox.js";
import { openStream } from "./stream.js";
import { begin, lastShown, showEntry } from "./transcript.js";

for (const starter of document.querySelectorAll("[data-send]")) {
  starter.addEventListener("click", () => {
    send(starter.dataset.send);
    if (starter.id !== "person") restFocus();
  });
}

startNotice();
startWriting(send);
openStream({ after: lastShown, entry: showEntry, ready: begin });
