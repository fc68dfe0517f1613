// The office, in a real browser on a phone's width.
import { expect, test } from '@playwright/test';
import { isAccessible, signIn } from '../people.mjs';
import { start } from '../world.mjs';

let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

test('office pages are clear of serious problems at 360 px', async ({ browser }) => {
  const office = await signIn(browser, world);
  await office.setViewportSize({ width: 360, height: 740 });
  for (const path of ['bang', 'ho', 'to', 'chia', 'may', 'cho', 'thon', 'nhap', 'cai-dat', 'tai-khoan']) {
    const answer = await office.goto(`${world.base}/van-phong/${path}`);
    expect(answer.status(), path).toBe(200);
    await isAccessible(office);
  }
});
