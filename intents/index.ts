/** Every intent of the bot, by folder name. To add one, make its folder and add its line here. */
import affirm from "./affirm/intent.ts";
import complaint from "./complaint/intent.ts";
import deny from "./deny/intent.ts";
import expertService from "./expert-service/intent.ts";
import feedbackWrong from "./feedback-wrong/intent.ts";
import goodbye from "./goodbye/intent.ts";
import greet from "./greet/intent.ts";
import help from "./help/intent.ts";
import ipServices from "./ip-services/intent.ts";
import more from "./more/intent.ts";
import myRequests from "./my-requests/intent.ts";
import outOfScope from "./out-of-scope/intent.ts";
import overseasIp from "./overseas-ip/intent.ts";
import patentCommercialization from "./patent-commercialization/intent.ts";
import pledgeFinancing from "./pledge-financing/intent.ts";
import policyAlerts from "./policy-alerts/intent.ts";
import policyFacts from "./policy-facts/intent.ts";
import privacy from "./privacy/intent.ts";
import rightsProtection from "./rights-protection/intent.ts";
import subsidy from "./subsidy/intent.ts";
import talkToStaff from "./talk-to-staff/intent.ts";
import thanks from "./thanks/intent.ts";
import trademarkAndGi from "./trademark-and-gi/intent.ts";

export const intents = {
  "pledge-financing": pledgeFinancing,
  "expert-service": expertService,
  subsidy,
  "patent-commercialization": patentCommercialization,
  "rights-protection": rightsProtection,
  "overseas-ip": overseasIp,
  "trademark-and-gi": trademarkAndGi,
  "ip-services": ipServices,
  "policy-facts": policyFacts,
  "my-requests": myRequests,
  "policy-alerts": policyAlerts,
  privacy,
  "talk-to-staff": talkToStaff,
  complaint,
  "feedback-wrong": feedbackWrong,
  more,
  greet,
  help,
  thanks,
  goodbye,
  affirm,
  deny,
  "out-of-scope": outOfScope,
};
