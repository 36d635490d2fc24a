/**
 * Rows of a table as lines that stand alone. Under a head row each cell carries its column's name
 * (「项目：甲；补助：乙」), since a figure without its column says nothing.
 */
export function tableRows(rows: readonly (readonly string[])[]): string[] {
  const [head, ...rest] = rows;
  if (head === undefined) return [];
  const named =
    rest.length > 0 && head.length > 1 && head.every((cell) => /\D/.test(cell) || cell === "");
  if (!named)
    return rows
      .map((row) => row.filter((cell) => cell !== "").join("："))
      .filter((row) => row !== "");
  return rest
    .map((row) =>
      row
        .map((cell, index) => (cell === "" ? "" : head[index] ? `${head[index]}：${cell}` : cell))
        .filter((cell) => cell !== "")
        .join("；"),
    )
    .filter((row) => row !== "");
}
