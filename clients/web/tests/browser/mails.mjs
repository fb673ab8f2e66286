// A mail server that takes everything and keeps it, for what people do with the mails that they get.

import net from "node:net";

const END = "\r\n.\r\n";

/** Starts it. `mails` grows by the text of each mail as it comes. */
export async function takeMails() {
  const mails = [];
  const waiting = new Set();
  const server = net.createServer((socket) => {
    let heard = "";
    let inText = false;
    const say = (line) => socket.write(`${line}\r\n`);
    say("220 here");
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      heard += chunk;
      for (;;) {
        const end = heard.indexOf(inText ? END : "\r\n");
        if (end < 0) return;
        const line = heard.slice(0, end);
        heard = heard.slice(end + (inText ? END.length : 2));
        if (inText) {
          inText = false;
          mails.push(line);
          say("250 taken");
          for (const look of waiting) look();
        } else if (/^DATA/i.test(line)) {
          inText = true;
          say("354 go on");
        } else if (/^QUIT/i.test(line)) {
          say("221 bye");
          socket.end();
        } else say("250 fine");
      }
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `smtp://127.0.0.1:${server.address().port}`,
    /** The first mail that `fits`, once it came. */
    until: (fits, patience) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = mails.find(fits);
          if (!found) return;
          clearTimeout(end);
          waiting.delete(look);
          resolve(found);
        };
        const end = setTimeout(() => reject(new Error(`No such mail among ${mails.length}:\n${mails.map(header("Subject")).join("\n")}`)), patience);
        waiting.add(look);
        look();
      }),
    close: () => server.close(),
  };
}

/** The value of a mail's header, with its folds undone. */
export const header = (name) => (mail) => {
  const [head] = mail.replace(/\r\n[ \t]+/g, " ").split("\r\n\r\n");
  return head.split("\r\n").find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))?.slice(name.length + 1).trim() ?? "";
};

/** A port that nobody listens at just now. */
export async function freePort() {
  const server = net.createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
