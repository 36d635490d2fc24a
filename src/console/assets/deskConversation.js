/** A conversation, with the inbox beside it. */

import { startAnswering } from "./deskAnswer.js";
import { hideSuggestions, startForms } from "./deskForms.js";
import { showInbox, showParts, startInbox } from "./deskInbox.js";
import { startKeys } from "./deskKeys.js";
import { notify, showAlert, startNotifying } from "./deskNotify.js";
import { byId, open, say } from "./deskRoot.js";
import { openStream } from "./deskStream.js";
import { after, showEntry, startTranscript } from "./deskTranscript.js";

startInbox();
startNotifying();
startKeys(hideSuggestions);
startTranscript();
startAnswering();
startForms();
openStream({
  after,
  inbox: showInbox,
  parts: showParts,
  alert: showAlert,
  entry(line) {
    showEntry(line);
    // Of one's own an alert tells.
    const mine = byId("standing").dataset.mine === "yes";
    if (line.side === "contact" && !mine) notify(say.wrote, open);
  },
});
