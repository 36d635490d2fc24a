/** A conversation, with the inbox beside it. */

import { startAnswering } from "./deskAnswer.js";
import { hideSuggestions, startForms } from "./deskForms.js";
import { showInbox, startInbox } from "./deskInbox.js";
import { startKeys } from "./deskKeys.js";
import { notify, startNotifying } from "./deskNotify.js";
import { open, renewAll, say } from "./deskRoot.js";
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
  parts: renewAll,
  entry(line) {
    showEntry(line);
    if (line.side === "contact") notify(say.unread, open);
  },
});
