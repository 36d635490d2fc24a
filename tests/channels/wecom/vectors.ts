/**
 * Callbacks of WeCom as others published them, and some made for cases nobody publishes. Test data
 * with its origin; `made here` were encrypted with node:crypto alone, random `0123456789abcdef`.
 */

export interface Vector {
  readonly name: string;
  readonly origin: string;
  readonly token: string;
  readonly aesKey: string;
  readonly receiveId: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
  readonly encrypt: string;
}
export const readable: readonly (Vector & { readonly text: string })[] = [
  {
    name: "tencent-verify-url",
    origin:
      "Tencent's own sample of WXBizMsgCrypt; reprinted in w7corp/easywechat tests/Work/ServerTest.php and fudiwei/DotNetCore.SKIT.FlurlHttpClient.Wechat, both MIT",
    token: "QDG6eK",
    aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receiveId: "wx5823bf96d3bd56c7",
    timestamp: "1409659589",
    nonce: "263014780",
    signature: "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    encrypt:
      "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
    text: "1616140317555161061",
  },
  {
    name: "tencent-post-text",
    origin:
      "Tencent's own sample of WXBizMsgCrypt; reprinted in w7corp/easywechat tests/Work/ServerTest.php and fudiwei/DotNetCore.SKIT.FlurlHttpClient.Wechat, both MIT",
    token: "QDG6eK",
    aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receiveId: "wx5823bf96d3bd56c7",
    timestamp: "1409659813",
    nonce: "1372623149",
    signature: "477715d11cdb4164915debcba66cb864d751f3e6",
    encrypt:
      "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==",
    text: "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>\n<FromUserName><![CDATA[mycreate]]></FromUserName>\n<CreateTime>1409659813</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[hello]]></Content>\n<MsgId>4561255354251345929</MsgId>\n<AgentID>218</AgentID>\n</xml>",
  },
  {
    name: "wechatpy-verify-url",
    origin: "wechatpy/wechatpy tests/test_crypto.py, MIT",
    token: "123456",
    aesKey: "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR",
    receiveId: "wx49f0ab532d5d035a",
    timestamp: "1411443780",
    nonce: "437374425",
    signature: "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96",
    encrypt:
      "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==",
    text: "5927782489442352469",
  },
  {
    name: "wechatpy-decrypt-text",
    origin: "wechatpy/wechatpy tests/test_crypto.py, MIT",
    token: "123456",
    aesKey: "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR",
    receiveId: "wx49f0ab532d5d035a",
    timestamp: "1411525903",
    nonce: "461056294",
    signature: "74d92dfeb87ba7c714f89d98870ae5eb62dff26d",
    encrypt:
      "RgqEoJj5A4EMYlLvWO1F86ioRjZfaex/gePD0gOXTxpsq5Yj4GNglrBb8I2BAJVODGajiFnXBu7mCPatfjsu6IHCrsTyeDXzF6Bv283dGymzxh6ydJRvZsryDyZbLTE7rhnus50qGPMfp2wASFlzEgMW9z1ef/RD8XzaFYgm7iTdaXpXaG4+BiYyolBug/gYNx410cvkKR2/nPwBiT+P4hIiOAQqGp/TywZBtDh1yCF2KOd0gpiMZ5jSw3e29mTvmUHzkVQiMS6td7vXUaWOMZnYZlF3So2SjHnwh4jYFxdgpkHHqIrH/54SNdshoQgWYEvccTKe7FS709/5t6NMxuGhcUGAPOQipvWTT4dShyqio7mlsl5noTrb++x6En749zCpQVhDpbV6GDnTbcX2e8K9QaNWHp91eBdCRxthuL0=",
    text: "<xml><ToUserName><![CDATA[wx49f0ab532d5d035a]]></ToUserName>\n<FromUserName><![CDATA[messense]]></FromUserName>\n<CreateTime>1411525903</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[test]]></Content>\n<MsgId>4363689963896700987</MsgId>\n<AgentID>1</AgentID>\n</xml>",
  },
  {
    name: "utf8-chinese-emoji",
    origin: "made here",
    token: "QDG6eK",
    aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receiveId: "ww6a112864f8022910",
    timestamp: "1760000000",
    nonce: "1234567890",
    signature: "e04ff42a33fcc0477d98ba9e3d45c1a4f0ecae7f",
    encrypt:
      "sKqRbbiSUnDhFHOvPjtUMeLx0112HgNjLkeBw8lgUwO1x7agrMAk48PYbsjZPgcSCw7TURWvnQdtBoQXp5JtbSEylGkuQBf5FK7pStlv3kmH6Dl/22RBwfWy5UQ2pbuJ9LgacrWCz3igZ1/EObwf/6UDmysZqacZKRlwvwQSFJcMkmIvt2/sm9Ah2rwpzZxpHjvuFLZJ62iFc7izjBS0ocbxnMvjpDYSqJCl7rsOBBO70AFq/zhyescawCx0vhm55J72KSppOFZpmYg/zpbAHvKhC2H4Zk3uYV5q+QSt+BPv+7VVL8wWsQO+AqeXDOiXJ0ONsuz7dG4pNwixAqiQSq1/SBAiSohzG+1UVE4b7uspWr+PuRlHWedn59x6q6LVPx2rJcLyHxRTYj1qjnR9N/N/SIzhn4/qT6Fjg+LHfVLc8A4XqZ6PSFm9crybtUMiz/vmpcq/HhcFk/XxjaQcsQ==",
    text: "<xml><ToUserName><![CDATA[ww6a112864f8022910]]></ToUserName><FromUserName><![CDATA[ZhangSan]]></FromUserName><CreateTime>1760000000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好，人工客服 😀 a<b & c]]></Content><MsgId>7530000000000000001</MsgId><AgentID>1000002</AgentID></xml>",
  },
  {
    name: "kf-msg-or-event",
    origin: "made here",
    token: "QDG6eK",
    aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receiveId: "ww6a112864f8022910",
    timestamp: "1760000000",
    nonce: "1234567890",
    signature: "71e7b97fd2527449edfafcfd7a48db4626e1d386",
    encrypt:
      "sKqRbbiSUnDhFHOvPjtUMc0r+4pkojrwLyrqr5QGn4I49nH+uX82Z3Trnf91rV1Q2ps+J/vS3R3DcsPu7tggYDeL665spHhJmWFU9JBmbE0FLgasRDukuqotGA8GEH6BifP3Qs4hIiHp7Ocd+wqbdvDrvUXVdAoxJUf6GWFKmCHJX0eZxF1h1q70FghBahxt2oxja+Zk6mXl/FgTA6vAZOMoNNsN/v8b5rNINRNQDB7VTXptPcU7ZLjDhCv60mHCJF4TZZeY6UQhObcQ0iiW41IGr4kjRWXlrRacBKlfz1QnafOo+y91wkUZsNXAHKpzhSh3KRZG7/RtFkt98I6/WSASYDNkcZn4TVACQFfcu3cF6eiHccVvZSHacNldHXK4U2QlD4epLLdq4VgfHcnV6dpa/ogBSLcnzMPzQy5+QDuqQCRc5owHLrmCmB/+VWAmxr9EzXB26FD+YElKyaaKOvgS/Y8aqEgXBg5crK9VxFAfYnExdE+bOJ3tSK/vwezO",
    text: "<xml><ToUserName><![CDATA[ww6a112864f8022910]]></ToUserName><CreateTime>1760000000</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR]]></Token><OpenKfId><![CDATA[wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q]]></OpenKfId></xml>",
  },
  {
    name: "aibot-empty-receiveid",
    origin: "made here",
    token: "QDG6eK",
    aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receiveId: "",
    timestamp: "1760000000",
    nonce: "1234567890",
    signature: "cfc7c8a4c3f43326999e1bdf8c9725f94508e971",
    encrypt:
      "sKqRbbiSUnDhFHOvPjtUMZCNr6jXfg/adL7eqFQXfGTcxkKUggkp7w1n7HwNJvjvvfE4ya8yzcuPF0S4iCjBMQpD1woFa0dcEimSYsclnPM1lgwWt282WGjM4TOuHX45SGc8QWW192QksJYywv01nVNx98JcKcujM34KVGsDwFKrNfyz9y1lJbOuq2N8RpgR4NB+ywAlphWFBf828eli4dzPoiQJUIin+ZFOIEvUWfOz39LbHql1ytSgXmeIU2uPjVACxrw0id8RZUVTuKlYn+KkYcGVEO4z09Bp/VuAfr4=",
    text: '{"msgid":"CAIQ16HMjQYY/NGagIOAgAMgq4KM0AI=","aibotid":"AIBOTID","chattype":"single","from":{"userid":"USERID"},"response_url":"RESPONSEURL","msgtype":"text","text":{"content":"你好"}}',
  },
  {
    name: "pad-32-full-block",
    origin: "made here",
    token: "QDG6eK",
    aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receiveId: "ww6a112864f8022910",
    timestamp: "1760000000",
    nonce: "1234567890",
    signature: "7bd308efa64e1bc1263055dbb7ed0e9d518e2db2",
    encrypt:
      "sKqRbbiSUnDhFHOvPjtUMSs1k8K1CdhVATTBQNj5RGeFkDUvfYnT1c+lCht8DB6Jd8u23cdCS4R/cOU2brHYqpwKPN/urp3bJqUnBpLYteJjJ4/tnWp/QqiQfP2OYp2q",
    text: "xxxxxxxxxxxxxxxxxxxxxxxxxx",
  },
];

/** Signed rightly, and to be refused all the same. */
export const deceptive: readonly Vector[] = [
  {
    name: "easywechat-receiveid-mismatch",
    origin: "case of w7corp/easywechat tests/Work/EncryptorTest.php, MIT; encrypted again here",
    token: "mock-token",
    aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    receiveId: "wx3cf0f39249000060",
    timestamp: "1714112445",
    nonce: "mock-nonce",
    signature: "e7d9ea0c440e88a6e63d0fcf6b742bc8827514b7",
    encrypt:
      "Q3stYC6hdFzMh9T8HCvyDMcJoZqH77JLLihyfUJHFtaQDaMkuCR40Frpevlcp2SZrwaCYs7jfnbpVvECQdL36ZwxeUGqsp2ytGjoqvF5p24PBTNGdVgV9o9DczmUKiHY",
  },
  {
    name: "wrong-receiveid",
    origin: "made here",
    token: "QDG6eK",
    aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receiveId: "ww6a112864f8022910",
    timestamp: "1760000000",
    nonce: "1234567890",
    signature: "9e5e037061240098359f9ea0e3c955799f276992",
    encrypt:
      "sKqRbbiSUnDhFHOvPjtUMQ3Rkt0ZfHF346wvw0wLlYPfNQcx2J7lRUIXiynIiwccLNLZ1V1WaDuj8GtGcOFmzQ==",
  },
  {
    name: "pad-zero",
    origin: "made here",
    token: "QDG6eK",
    aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receiveId: "ww6a112864f8022910",
    timestamp: "1760000000",
    nonce: "1234567890",
    signature: "b200e66a12596601ac75926e22c17cc19133c639",
    encrypt:
      "sKqRbbiSUnDhFHOvPjtUMYmANEcO1C1zKzGMlF6vW6lCvkIhlHUqaaZUe31Tl6eqBcE/i3+mldesnrn5pOF2ew==",
  },
  {
    name: "pad-inconsistent",
    origin: "made here",
    token: "QDG6eK",
    aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receiveId: "ww6a112864f8022910",
    timestamp: "1760000000",
    nonce: "1234567890",
    signature: "5da6cdeab2a335b5e2b1a30d5d70249c216211c8",
    encrypt:
      "sKqRbbiSUnDhFHOvPjtUMYmANEcO1C1zKzGMlF6vW6nmuJoBN7A0c7zGh+zO6O2s80IZ1O5yCF+g4NaRIfr8eA==",
  },
  {
    name: "not-multiple-of-16",
    origin: "made here",
    token: "QDG6eK",
    aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receiveId: "ww6a112864f8022910",
    timestamp: "1760000000",
    nonce: "1234567890",
    signature: "a16e762cf618d25cd4802cb223522004a6ab0aec",
    encrypt: "sKqRbbiSUnDhFHOvPjtU",
  },
];

/** Signatures alone: whether each is right. */
export const signatures = [
  {
    name: "skit-signature-only",
    origin: "fudiwei/DotNetCore.SKIT.FlurlHttpClient.Wechat, MIT",
    token: "ovAkP0Tb",
    timestamp: "1628737717",
    nonce: "1811081856",
    signature: "8128e41a38892d814e4aa67753425da9dc8ec2b3",
    encrypt:
      "Q/jUxIL3/jRaFeTKesIr1QSq2SOEApDqlzcRrRM6Jlk4EbMBns3plPOR/W3gThOEq+zYI42fNSoIUb3cQwt9zyD1aLU/7D3WNLute7LQ9LSHjZEfVmx5zcIR9zvrUWGjhe1whTPH4e1WR6vbOYs8o/bDRF0vX/NcE4XK7P83Y6CzQiJoKbjVCne84s0zcw5eh+ZUDB55eaDHPSoS7kAC8kB00pfBoDF0jyfc8CUKLW97e72vJGyUWjZ0BvYN+R+tFjMgEzg/EN1imuuFnf40DMAcvB6y+C97TuaWjpgfRdowGWzn10JAFNukRfQqjdA0e2bfczJ7+t9w/t8/XSMADJOt1xbnP+I5cRX/r7ueBGmG/6ejP3myO9yTXHdujGvwrXHuWw+J7qD4VoUVjbm2vQ1qQKbrweKssr6O+3XSbanZ5R3n26EpN/gfgX+r6rcGViqsFop9Ai9xMnfJUubB6Q==",
    right: true,
  },
  {
    name: "go-workwx-verify-url-bad-signature",
    origin: "xen0n/go-workwx internal/lowlevel/signature/mod_test.go, MIT",
    token: "kjr2TKI8umCBfVF3wAHk8JiPwma5VBme",
    timestamp: "1583940690",
    nonce: "VHh7ymSeb0jc4lSb",
    signature: "1ba3cb09c0d2c2b3ed6900d37f91a6efae6cb010",
    encrypt:
      "6KmUQuPVu7UhjyVqRdbo5SfcRqaHvbUlKSHFvBV2ZuR6TIlKsygcfeSd1GDplg1C5KSKr6UPHCaC/nIX3ZNt9w==",
    right: false,
  },
  {
    name: "wechatpy-verify-url-wrong-nonce",
    origin: "wechatpy/wechatpy tests/test_crypto.py, MIT",
    token: "123456",
    timestamp: "1411443780",
    nonce: "437374424",
    signature: "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96",
    encrypt:
      "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==",
    right: false,
  },
] as const;

/** No EncodingAESKeys (xen0n/go-workwx internal/lowlevel/encryptor/mod_test.go, MIT; the last two made here). */
export const wrongKeys: readonly string[] = [
  "",
  "123456789012345678901234567890123456789012",
  "12345678901234567890123456789012345678901234",
  "4Ma3YBrSBbX2aez8MJpXGBne5LSDwgGqHbhM9WPYIw=",
  "4Ma3YBrSBbX2aez8MJpXGBne5LSDwgGqHbhM9WPYIw$",
  "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C\n",
  " WmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
];
