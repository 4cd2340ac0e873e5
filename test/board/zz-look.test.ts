import { test } from 'vitest';
import { openPage } from '../rig/chromium.ts';
test('look', async () => {
  for (const name of ['board', 'grouped']) for (const scheme of ['light', 'dark'] as const) {
    const page = await openPage(`/tmp/b1k/${name}.html`);
    await page.emulate({ scheme });
    if (name === 'grouped') await page.click('tr.group:nth-child(2) button');
    else { await page.click('th:nth-child(10) button'); await page.click('tr.filters td:nth-child(9) input'); await page.type('>0.5'); await page.click('tr.filters td:nth-child(5) input'); await page.type('>>');
      await page.click('#columns summary'); }
    await page.evaluate('new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))');
    await page.screenshot(`/tmp/b1k/${name}-${scheme}.png`);
    console.log(page.messages, page.requests, await page.evaluate('document.getElementById("count").textContent'));
  }
});
