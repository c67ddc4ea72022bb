import { expect, it } from "vitest";
import { cleanUpLines, makeLine } from "../../support/line.ts";
import { csv, messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

it("a name in a group's name or in a topic is listed, and goes from what the plan says of it at once", async () => {
  const line = makeLine({ inputs: ["a.zip"], network: "contoso.com" });
  await line.zip("a.zip", {
    "Users.csv": csv(
      ["id", "name", "email"],
      { id: "11", name: "Zenobia Quill", email: "z@contoso.com" },
      { id: "12", name: "Bob", email: "b@contoso.com" },
    ),
    "Groups.csv": csv(["id", "name"], { id: "7", name: "Farewell Zenobia Quill" }, { id: "8", name: "Walks" }),
    "Topics.csv": csv(["id", "name"], { id: "5", name: "zenobia quill day" }, { id: "6", name: "other" }),
    "Messages.csv": messagesCsv(
      { id: "1", sender_id: "12", group_id: "7", body: "bye" },
      { id: "2", sender_id: "11", group_id: "8", body: "thanks" },
    ),
  });
  await line.export();
  await line.migrate();
  const summaries = () => String(line.value("SELECT group_concat(summary) FROM plan"));
  expect(summaries()).toContain("Zenobia");
  const { left, namedOn } = await line.forget("contoso.com/person/11", "erase");
  expect([left, namedOn]).toEqual([[], ["contoso.com/group/7", "contoso.com/topic/5"]]);
  expect(summaries()).not.toContain("Zenobia");
  expect(summaries()).toContain('"id":"7"');
});
