/** Something a person sends that is not text: what the screen says, and bytes to download. */
export interface Sample {
  readonly label: string;
  readonly name: string;
  readonly bytes: Buffer;
}

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const samples = {
  image: { label: "[图片]", name: "照片.png", bytes: png },
  voice: {
    label: "[语音]",
    name: "voice.amr",
    bytes: Buffer.from("#!AMR\n\x3c\x00\x00\x00", "latin1"),
  },
  file: { label: "[文件]", name: "申请表.txt", bytes: Buffer.from("申请表：空白", "utf8") },
  location: { label: "[位置]", name: "", bytes: Buffer.alloc(0) },
} as const;

export function sample(kind: keyof typeof samples): Sample {
  return samples[kind];
}
