import { type Answer, ok, refuse } from "../answer.ts";
import { bytes, type Json, listOf, textOf } from "../json.ts";
import { get, post, type Routes } from "../route.ts";

export interface MenuButton {
  readonly name: string;
  readonly type: string;
  /** The key of a click, the address of a view. */
  readonly key: string;
}

/** The app's menu (doc 90231). */
export interface Menu {
  /** All buttons that can be pressed, those of sub-menus included. */
  buttons(): readonly MenuButton[];
  readonly routes: Routes;
}

const keyed = new Set([
  "click",
  "scancode_push",
  "scancode_waitmsg",
  "pic_sysphoto",
  "pic_photo_or_album",
  "pic_weixin",
  "location_select",
]);

export function menu(agentId: number): Menu {
  let current: Json | undefined;

  const wrongAgent = (query: URLSearchParams): Answer | undefined =>
    query.get("agentid") === String(agentId) ? undefined : refuse(40056, "invalid agentid");

  return {
    buttons: () => listOf(current ?? {}, "button").flatMap(leaves),
    routes: {
      "menu/create": post(({ query, body }) => {
        const wrong = wrongAgent(query);
        if (wrong !== undefined) return wrong;
        const problem = menuProblem(body);
        if (problem !== undefined) return problem;
        current = body;
        return ok();
      }),
      "menu/get": get(({ query }) => {
        const wrong = wrongAgent(query);
        if (wrong !== undefined) return wrong;
        return current === undefined
          ? refuse(46003, "menu not exist")
          : ok({ button: current["button"] });
      }),
      "menu/delete": get(({ query }) => {
        const wrong = wrongAgent(query);
        if (wrong !== undefined) return wrong;
        current = undefined;
        return ok();
      }),
    },
  };
}

function leaves(button: Json): MenuButton[] {
  const below = listOf(button, "sub_button");
  if (below.length > 0) return below.flatMap(leaves);
  const type = textOf(button, "type") ?? "";
  const key = textOf(button, type === "view" ? "url" : "key") ?? "";
  return [{ name: textOf(button, "name") ?? "", type, key }];
}

function menuProblem(body: Json): Answer | undefined {
  const top = listOf(body, "button");
  if (top.length < 1 || top.length > 3) return refuse(40016, "invalid button size");
  for (const button of top) {
    const below = listOf(button, "sub_button");
    if (below.length > 5) return refuse(40023, "invalid sub button size");
    const problem =
      nameProblem(button, 16) ??
      (below.length === 0 ? actionProblem(button) : undefined) ??
      below
        .map((each) => nameProblem(each, 40) ?? actionProblem(each))
        .find((each) => each !== undefined);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function nameProblem(button: Json, most: number): Answer | undefined {
  const name = textOf(button, "name") ?? "";
  return name === "" || bytes(name) > most ? refuse(40018, "invalid button name size") : undefined;
}

function actionProblem(button: Json): Answer | undefined {
  const type = textOf(button, "type") ?? "";
  if (keyed.has(type)) {
    const key = textOf(button, "key") ?? "";
    return key === "" || bytes(key) > 128 ? refuse(40019, "invalid button key size") : undefined;
  }
  if (type === "view") {
    const url = textOf(button, "url") ?? "";
    return url === "" || bytes(url) > 1024 ? refuse(40020, "invalid button url size") : undefined;
  }
  return type === "view_miniprogram" ? undefined : refuse(40017, "invalid button type");
}
