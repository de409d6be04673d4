/** Texts of what a board opens: moving by menu, missing fields, the selection. */
export const boardToolMessages = {
  'board.moveTitle': 'Move {title}',
  'board.moveColumn': 'Column',
  'board.movePosition': 'Position',
  'board.moveTop': 'At the top',
  'board.moveBottom': 'At the end',
  'board.moveAt': 'Position {position}',
  'board.move': 'Move',
  'board.moveSelected': 'Move…',
  'board.clear': 'Clear',
  'board.selection': 'Selection',
  'board.ruleTitle': 'Before it can be in “{to}”',
  'board.ruleTitleLost': 'Why was it lost?',
  'board.ruleHint': 'The stage “{to}” asks for this.',
  'board.ruleHintMany': {
    one: 'The stage “{to}” asks for this. It is written to {count} record.',
    other: 'The stage “{to}” asks for this. It is written to all {count} records.',
  },
  'board.ruleRelation': 'Add {label} in the record first: they cannot be added here.',
  'board.ruleNeeded': 'Fill this in.',
  'board.ruleSave': 'Move to {to}',
  'board.ruleCreate': 'Create in {to}',
} as const
