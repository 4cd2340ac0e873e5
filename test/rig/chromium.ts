import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

/** The browser that pages are tested in, or undefined where there is none. */
export const CHROMIUM: string | undefined = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) =>
    (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)),
  )
  .find(isExecutable);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A page in a real browser without a window. */
export interface BrowserPage {
  /** The value of an expression in the page; promises are waited for. */
  evaluate<T>(expression: string): Promise<T>;
  /** Clicks in the middle of the first element that a selector finds. */
  click(selector: string, modifier?: 'shift'): Promise<void>;
  /** Types into what has the focus. */
  type(text: string): Promise<void>;
  /** Presses a key such as `Enter` or `Tab`. */
  press(key: string, code?: number): Promise<void>;
  screenshot(path: string): Promise<void>;
  /** Makes the page look at a wide or narrow window, in the light or the dark. */
  emulate(look: { width?: number; height?: number; scheme?: 'light' | 'dark' }): Promise<void>;
  /** What the console said, every error and every refusal. */
  readonly messages: readonly string[];
  /** The addresses that were asked for, that of the page first. */
  readonly requests: readonly string[];
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
];

/** A browser for the pages of some tests; whoever starts it closes it. */
export interface Browser {
  /** Opens a file in a page of its own, and waits until it is loaded. */
  open(path: string): Promise<BrowserPage>;
  close(): Promise<void>;
}

/** Starts the browser with an empty profile. It speaks the DevTools protocol through pipes. */
export function startBrowser(): Browser {
  if (CHROMIUM === undefined) throw new Error('There is no Chromium on the PATH');
  const profile = mkdtempSync(join(tmpdir(), 'gage-test-profile-'));
  const browser = spawn(CHROMIUM, [...FLAGS, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => {
    browser.once('exit', resolve);
  });
  const protocol = connect(browser);
  return {
    open: async (path) => openPage(path, protocol),
    close: async () => {
      await protocol.send('Browser.close', {});
      await ended;
      // Its helpers may write a little longer than it lives.
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

async function openPage(path: string, protocol: Protocol): Promise<BrowserPage> {
  const { targetId } = await protocol.send('Target.createTarget', { url: 'about:blank' });
  const attached = await protocol.send('Target.attachToTarget', { targetId, flatten: true });
  const session = String(attached['sessionId']);
  const send = async (method: string, params: object = {}): Promise<Answer> =>
    protocol.send(method, params, session);

  const messages: string[] = [];
  const requests: string[] = [];
  const loaded = new Promise<void>((resolve) => {
    protocol.listen(({ method, params, sessionId }) => {
      if (sessionId !== session) return;
      if (method === 'Page.loadEventFired') resolve();
      if (method === 'Network.requestWillBeSent') requests.push(params.request?.url ?? '');
      if (MESSAGE_EVENTS.has(method)) messages.push(JSON.stringify(params));
    });
  });
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  await send('Page.navigate', { url: pathToFileURL(path).href });
  await loaded;

  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: T }).value;
  };
  return {
    evaluate,
    messages,
    requests,
    click: async (selector, modifier) => {
      const place = await evaluate<{ x: number; y: number }>(
        `(() => { const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
          return { x: box.x + box.width / 2, y: box.y + box.height / 2 }; })()`,
      );
      const click = {
        ...place,
        button: 'left',
        clickCount: 1,
        modifiers: modifier === 'shift' ? 8 : 0,
      };
      await send('Input.dispatchMouseEvent', { ...click, type: 'mousePressed' });
      await send('Input.dispatchMouseEvent', { ...click, type: 'mouseReleased' });
    },
    type: async (text) => {
      await send('Input.insertText', { text });
    },
    press: async (key, code = KEY_CODES[key]) => {
      const text = key === 'Enter' ? { text: '\r' } : {};
      const event = { key, code: key, windowsVirtualKeyCode: code, ...text };
      await send('Input.dispatchKeyEvent', { ...event, type: 'keyDown' });
      await send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
    },
    screenshot: async (file) => {
      const { data } = await send('Page.captureScreenshot', { format: 'png' });
      writeFileSync(file, Buffer.from(String(data), 'base64'));
    },
    emulate: async ({ width = 1280, height = 800, scheme = 'light' }) => {
      await send('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: false,
      });
      await send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: scheme }],
      });
    },
  };
}

/** Events that tell of something a page should not do. */
const MESSAGE_EVENTS = new Set([
  'Runtime.consoleAPICalled',
  'Runtime.exceptionThrown',
  'Log.entryAdded',
]);

const KEY_CODES: Readonly<Record<string, number>> = { Tab: 9, Enter: 13, Escape: 27 };

type Answer = Readonly<Record<string, unknown>>;

interface ProtocolEvent {
  readonly method: string;
  readonly sessionId?: string;
  readonly params: { readonly request?: { readonly url: string } };
}

interface Protocol {
  send(method: string, params: object, session?: string): Promise<Answer>;
  listen(listener: (event: ProtocolEvent) => void): void;
}

/** Messages are JSON texts that end with a NUL. */
function connect(browser: ChildProcess): Protocol {
  const [, , , output, input] = browser.stdio as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (message: Message) => void>();
  const listeners: ((event: ProtocolEvent) => void)[] = [];
  let parts: Buffer[] = [];
  input.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      receive(Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8'));
      parts = [];
      rest = rest.subarray(end + 1);
    }
    parts.push(rest);
  });
  const receive = (text: string): void => {
    const message = JSON.parse(text) as Message;
    if (message.id === undefined)
      for (const listener of listeners) listener(message as ProtocolEvent);
    else waiting.get(message.id)?.(message);
  };
  let lastId = 0;
  return {
    listen: (listener) => {
      listeners.push(listener);
    },
    send: async (method, params, session) => {
      const id = ++lastId;
      const answered = new Promise<Message>((resolve) => {
        waiting.set(id, resolve);
      });
      const sessionId = session === undefined ? {} : { sessionId: session };
      output.write(`${JSON.stringify({ id, method, params, ...sessionId })}\0`);
      const { result, error } = await answered;
      waiting.delete(id);
      if (error !== undefined) throw new Error(`${method}: ${error.message}`);
      return result ?? {};
    },
  };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: object;
  readonly result?: Answer;
  readonly error?: { readonly message: string };
}
