/** The inbox alone. */

import { showInbox, showParts, startInbox } from "./deskInbox.js";
import { startKeys } from "./deskKeys.js";
import { showAlert, startNotifying } from "./deskNotify.js";
import { openStream } from "./deskStream.js";

startInbox();
startNotifying();
startKeys();
openStream({ inbox: showInbox, parts: showParts, alert: showAlert });
