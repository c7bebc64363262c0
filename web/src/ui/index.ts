// What every view is built from.
export { Badge, KindBadge, kindMeaning } from "./badge";
export { Button } from "./button";
export { CopyButton } from "./copy-button";
export { Dialog } from "./dialog";
export { Disclosure } from "./disclosure";
export { CheckField, Choice, Dial, NumberField, NumberInput, SelectField, TextField } from "./fields";
export * from "./format";
export { Guard } from "./guard";
export { Notice } from "./notice";
export { ProgressBar } from "./progress";
export { QuantityView } from "./quantity";
export { type QuantityRow, QuantityTable } from "./quantity-table";
export { saveFile } from "./save-file";
export { Table, type TableColumn } from "./table";
export { type Tab, Tabs } from "./tabs";
export { useSettled } from "./use-settled";
