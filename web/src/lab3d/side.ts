// How large a block is. Blocks that stand beside each other are shown to one scale: that of the one that needs most.
import { computed, signal } from "@preact/signals";
import { useEffect, useId, useState } from "preact/hooks";
import type { Scene } from "../api/scene";
import { firstSide, sidesOf } from "./model";

interface Wish {
  device: string;
  side: number;
}

const wishes = signal<ReadonlyMap<string, Wish>>(new Map());
const most = computed(() => Math.max(0, ...[...wishes.value.values()].map(({ side }) => side)));

/** Return the side of the block of a scene, and what chooses another; it stays while the dial of a device turns. */
export function useSide(scene: Scene): [side: number, choose: (side: number) => void] {
  const id = useId();
  const [chosen, choose] = useState<number | null>(null);
  const sides = sidesOf(scene);
  const wish = keptWish(id, scene, sides);
  useEffect(() => wishFor(id, wish), [id, wish.device, wish.side]);
  useEffect(() => () => wishFor(id, null), [id]);
  const side = [chosen, Math.max(most.value, wish.side)].find((one) => one !== null && sides.includes(one));
  return [side ?? wish.side, choose];
}

function keptWish(id: string, scene: Scene, sides: readonly number[]): Wish {
  const device = scene.scene.device_title;
  const before = wishes.peek().get(id);
  const kept = before?.device === device && sides.includes(before.side);
  return kept ? before : { device, side: firstSide(scene) };
}

function wishFor(id: string, wish: Wish | null): void {
  const next = new Map(wishes.peek());
  if (wish) next.set(id, wish);
  else next.delete(id);
  wishes.value = next;
}
