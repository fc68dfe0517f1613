// Measures the public pages as on an old phone: bytes, requests and paint in Chromium, six times slower, on a slow line.
// Run as `node measure/site.mjs BASE`, with BASE the address of a running demonstration; prints a Markdown table.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from '@playwright/test';

const SLOWED = 6;
/** Slow 3G as in browsers' developer tools: latency in milliseconds, throughput in bytes per second. */
const LINE = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const RUNS = 3;

const base = process.argv[2] ?? 'http://127.0.0.1:8000';
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Visits a page with nothing cached. */
async function visit(browser, path) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, locale: 'vi-VN' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', LINE);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  let [requests, bytes] = [0, 0];
  session.on('Network.requestWillBeSent', () => (requests += 1));
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(base + path, { waitUntil: 'networkidle' });
  const told = await page.evaluate(
    () =>
      new Promise((done) => {
        const [{ domContentLoadedEventEnd }] = performance.getEntriesByType('navigation');
        const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
        const shifts = new PerformanceObserver(() => {});
        shifts.observe({ type: 'layout-shift', buffered: true });
        const shift = shifts.takeRecords().reduce((sum, it) => sum + it.value, 0);
        new PerformanceObserver((list) => done({ domContentLoadedEventEnd, paint, shift, largest: list.getEntries().at(-1).startTime }))
          .observe({ type: 'largest-contentful-paint', buffered: true });
      }),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  await context.close();
  return { requests, bytes, ...told, violations: violations.length };
}

const browser = await chromium.launch({
  executablePath: process.env.TUNGNHA_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
});
const map = await (await fetch(`${base}/sitemap.xml`)).text();
const paths = [...map.matchAll(/<loc>[a-z]+:\/\/[^/]+([^<]*)<\/loc>/g)].map(([, path]) => path);
console.log('| page | requests | on the wire | first paint | largest paint | layout shift | axe |');
console.log('|---|---|---|---|---|---|---|');
for (const path of paths) {
  const visits = [];
  for (let run = 0; run < RUNS; run += 1) visits.push(await visit(browser, path));
  const of = (name) => median(visits.map((it) => it[name]));
  const kilobytes = (of('bytes') / 1000).toFixed(1);
  const ms = (name) => `${Math.round(of(name))} ms`;
  console.log(`| ${path} | ${of('requests')} | ${kilobytes} kB | ${ms('paint')} | ${ms('largest')} | ${of('shift').toFixed(3)} | ${of('violations')} |`);
}
await browser.close();
