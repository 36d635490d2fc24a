import { expect, test } from "vitest";
import { glimpse, typed, visible } from "../../../src/console/desk/typed.ts";

test("characters that show nothing are written out", () => {
  expect(visible("a\u202Eb\u0000c\u200Bd\uFEFF")).toBe("a⟨U+202E⟩b⟨U+0000⟩c⟨U+200B⟩d⟨U+FEFF⟩");
  expect(visible("\u{E0041}")).toBe("⟨U+E0041⟩");
  expect(visible("half \uD800 of one")).toBe("half \uFFFD of one");
});

test("line ends, tabs and joined emoji stay", () => {
  expect(visible("a\r\nb\tc\rd")).toBe("a\nb\tc\nd");
  expect(visible("👩‍💻")).toBe("👩‍💻");
});

test("what is typed is isolated and is no markup", () => {
  expect(String(typed('<b title="x">&'))).toBe("<bdi>&lt;b title=&quot;x&quot;&gt;&amp;</bdi>");
});

test("a glimpse is one line and cut between characters", () => {
  expect(String(glimpse("一\n\n二  三"))).toBe("<bdi>一 二 三</bdi>");
  expect(String(glimpse("😀😀😀", 2))).toBe("<bdi>😀😀…</bdi>");
});
