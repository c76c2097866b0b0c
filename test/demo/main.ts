import { clusterStory } from "./cluster-story.js";
import { folderStory } from "./folder-story.js";

const began = performance.now();
const story = process.argv.includes("--cluster") ? clusterStory : folderStory;
story().then(
  () => console.log(`\nThe whole story took ${((performance.now() - began) / 1000).toFixed(1)} s.`),
  (error: unknown) => {
    console.error(`\ndemo: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  },
);
