/**
 * What a person points at: with a pointer the place under it, with keys the country they have reached. A click or Enter on a
 * country picks it. Everything else that hands and keys do on a map goes on to the viewport.
 */
import { type RefObject, useEffect, useState } from 'react';
import { findPlace } from './hit.ts';
import type { Pointing } from './MapTooltip.tsx';
import { useListeners } from './use-listeners.ts';
import { toFramePoint, useViewport, type ViewportControl } from './use-viewport.ts';
import type { CountryNow } from './view.ts';
import { reveal, type Stage, toScreen } from './viewport.ts';
import type { Point, ProjectionName } from './world/projection.ts';
import { placeOf } from './world/world.ts';

export interface PointingParts {
  /** Holds the picture, and the buttons of the countries. */
  readonly frame: RefObject<HTMLElement | null>;
  readonly picture: RefObject<SVGSVGElement | null>;
  readonly stage: Stage;
  readonly projection: ProjectionName;
  readonly countries: readonly CountryNow[];
  readonly pinned: string | undefined;
  /** `undefined` lets the pinned one go. */
  readonly onPin: (code: string | undefined) => void;
}

export interface PointingControl {
  readonly viewport: ViewportControl;
  /** Under the pointer, or else reached by keys; where the tooltip belongs. */
  readonly pointing: Pointing | undefined;
  /** Country that the keys have reached. */
  readonly focused: string | undefined;
}

export function usePointing(parts: PointingParts): PointingControl {
  const { frame, picture, stage, projection, countries, pinned, onPin } = parts;
  const [hovered, setHovered] = useState<Pointing>();
  const [focused, setFocused] = useState<string>();
  const toPlace = (code: string | undefined): Point | undefined =>
    code === undefined ? undefined : placeOf(projection, code);
  const looked = focused ?? pinned;
  const viewport = useViewport(stage, frame, toPlace(looked));

  const { change, view } = viewport;
  useEffect(() => {
    const place = looked === undefined ? undefined : placeOf(projection, looked);
    if (place !== undefined) change((old, stage) => reveal(old, stage, place));
  }, [looked, projection, change]);

  const toPlacePx = (code: string): Point | undefined => {
    const place = toPlace(code);
    return place && toScreen(view, stage, place);
  };
  const isOnPicture = (target: EventTarget | null): boolean =>
    target instanceof Node && picture.current !== null && picture.current.contains(target);

  useListeners(frame, {
    wheel: viewport.wheel,
    pointerdown: viewport.drag.down,
    pointerup: viewport.drag.up,
    pointercancel: viewport.drag.up,
    pointermove(event) {
      viewport.drag.move(event);
      // A finger hides what it is on; a tap picks it.
      if (frame.current === null || event.pointerType === 'touch') return;
      const at = toFramePoint(event, frame.current);
      const found = isOnPicture(event.target) ? findPlace(event.target, at, countries, toPlacePx) : undefined;
      setHovered(found && { ...found, x: event.clientX, y: event.clientY });
    },
    pointerleave: () => setHovered(undefined),
    click({ target }) {
      const isHand = isOnPicture(target);
      if (isHand && viewport.wasDragged()) return;
      const code = (isHand ? hovered?.code : undefined) ?? codeOf(target);
      if (countries.some((country) => country.code === code)) onPin(code);
    },
    keydown(event) {
      if (event.key === 'Escape' && pinned !== undefined) onPin(undefined);
      else viewport.press(event);
    },
    focusin: ({ target }) => setFocused(codeOf(target)),
    focusout: () => setFocused(undefined),
  });

  return { viewport, focused, pointing: hovered ?? toFocusPointing() };

  /** A country that was reached by keys is pointed at where its circle is. */
  function toFocusPointing(): Pointing | undefined {
    const at = focused === undefined ? undefined : toPlacePx(focused);
    const box = frame.current?.getBoundingClientRect();
    return at && box && { code: focused, x: box.left + at.x, y: box.top + at.y };
  }
}

function codeOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<SVGElement>('[data-code]')?.dataset.code : undefined;
}
