/** The text of world.json, made anew from world-atlas, the ISO codes and the SDK's continents. */
export declare function makeWorld(): string;
