import { integer, type Params, text } from "../params.ts";
import { bad } from "../refused.ts";
import type { Member, World } from "../world.ts";
import { self } from "./messages.ts";
import type { Backend, Methods } from "./method.ts";
import { namedRoom } from "./target.ts";

/** What a bot can ask about chats, people and files. */
export function chatMethods({ world }: Backend): Methods {
  return {
    getMe: () => world.me,
    getChat(params) {
      const { chat } = namedRoom(world, params);
      return { ...chat, accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: {} };
    },
    getChatMember(params) {
      const room = namedRoom(world, params);
      const id = integer(params, "user_id");
      if (id === undefined) throw bad("user_id is empty");
      if (id === world.me.id) return memberOf(world, { user: self(world), status: room.bot });
      const known = room.members.get(id);
      if (known !== undefined) return memberOf(world, known);
      const user = world.users.get(id);
      if (user === undefined) throw bad("invalid user_id specified");
      return memberOf(world, { user, status: room.chat.id === id ? "member" : "left" });
    },
    getChatAdministrators(params) {
      const room = namedRoom(world, params);
      if (room.chat.type === "private")
        throw bad("there are no administrators in the private chat");
      const own: Member = { user: self(world), status: room.bot };
      return [...room.members.values(), own]
        .filter(({ status }) => status === "administrator" || status === "creator")
        .map((member) => memberOf(world, member));
    },
    getFile(params: Params) {
      const id = text(params, "file_id") ?? "";
      const file = world.files.byId(id);
      if (file === undefined) throw bad("wrong file_id or the file is temporarily unavailable");
      return {
        file_id: id,
        file_unique_id: id.slice(-12),
        file_size: file.bytes.length,
        file_path: file.path,
      };
    },
  };
}

/** A member as the Bot API shows it; the bot as administrator may manage topics. */
function memberOf({ me }: World, { user, status }: Member): Readonly<Record<string, unknown>> {
  if (status === "administrator") {
    const rights = {
      can_be_edited: false,
      is_anonymous: false,
      can_manage_chat: true,
      can_delete_messages: true,
      can_restrict_members: true,
      can_pin_messages: true,
      can_invite_users: true,
      can_manage_topics: user.id === me.id,
    };
    return { status, user, ...rights };
  }
  if (status === "creator") return { status, user, is_anonymous: false };
  if (status === "kicked") return { status, user, until_date: 0 };
  return { status, user };
}

/** The bot's own membership, for my_chat_member. */
export function ownMember(world: World, status: Member["status"]) {
  return memberOf(world, { user: self(world), status });
}
