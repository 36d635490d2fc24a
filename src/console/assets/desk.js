/** The inbox alone. */

import { showInbox, startInbox } from "./deskInbox.js";
import { startKeys } from "./deskKeys.js";
import { startNotifying } from "./deskNotify.js";
import { renewAll } from "./deskRoot.js";
import { openStream } from "./deskStream.js";

startInbox();
startNotifying();
startKeys();
openStream({ inbox: showInbox, parts: renewAll });
