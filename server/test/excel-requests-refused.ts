export interface Refusal {
  prompt: string;
  /** What the refusal must name. */
  reason: string;
}

/** The auditor's requests that the planner must refuse, and what the refusal has to name. */
export const auditRefusals: readonly Refusal[] = [
  {
    prompt: "Orders with quantity, unit price, total and net total, 4 rows, sum",
    reason:
      "Column 'Net total' is a calculation, and there is nothing in the table to compute it from: it needs a price or total, and a discount beside it",
  },
  {
    prompt: "Sales report with 5 rows and a growth % column vs last year",
    reason: "it needs two columns to compare, as 'Last year' and 'This year'",
  },
  {
    prompt: "Inventory tracker with 20 products, highlight items with stock below 10",
    reason: "conditional formatting, colours or highlighting ('highlight')",
  },
  {
    prompt: "Erstelle eine Tabelle mit 5 Mitarbeitern und deren Gehalt",
    reason: "The request seems to be in another language than English.",
  },
  { prompt: "Kundenliste, 10 Zeilen", reason: "The request seems to be in another language than English." },
  {
    prompt: "make a spredsheet of custmers with emial and phne, 10 rows",
    reason: "'make a spredsheet of custmers with emial and phne'",
  },
  { prompt: "Make a PowerPoint about our Q3 results", reason: "other file formats" },
  { prompt: "Sales report with a bar chart by region", reason: "charts or diagrams" },
  { prompt: "A table with 5 rows and 10 rows of projects", reason: "are two numbers of rows" },
  { prompt: "Pivot table of orders by customer", reason: "pivot tables" },
  { prompt: "Loan amortization schedule for $250,000 at 5% over 30 years", reason: "'amortization'" },
  {
    prompt: "List of the 10 largest countries in the world with capital and population",
    reason: "no facts about the world",
  },
  {
    prompt: "Project plan with tasks, owner, start date, due date, status dropdown (Open, In progress, Done), 12 tasks",
    reason: "drop-down lists",
  },
  { prompt: "Make it nice", reason: "This is not a request for a spreadsheet." },
  { prompt: "Compare prices of 3 suppliers for 5 materials, cheapest supplier in the last column", reason: "'Compare" },
  {
    prompt:
      "Cash flow forecast for 12 months with opening balance, inflow, outflow and closing balance that carries over",
    reason: "'forecast'",
  },
  { prompt: "50000 rows of random sales data", reason: "50,000 rows on sheet 'Sales' are more than the limit" },
  { prompt: "KPI dashboard for the marketing team", reason: "dashboards" },
  { prompt: "Attendance list for 25 kids, with a checkbox for each day in June 2026", reason: "'checkbox'" },
  { prompt: "An Excel file with our password list", reason: "'An Excel file with our password list'" },
  {
    prompt:
      "Sales by month Jan to Jun for Berlin 100, 120, 130, 90, 80, 150 and Paris 90, 95, 100, 110, 120, 130, with sums",
    reason: "'for Berlin 100, 120",
  },
  { prompt: "Expense report for Q3 2026, 10 rows, grouped by category with subtotals", reason: "'grouped by'" },
  { prompt: "Contact list, 0 rows", reason: "A table needs at least 1 row." },
  {
    prompt: "Inventory with 10 products: SKU, name, quantity, unit cost, total value, and reorder if quantity < 5",
    reason: "reorder if quantity < 5'",
  },
  {
    prompt: "Meeting agenda with time, topic, speaker from 9:00 to 12:00 every 30 minutes",
    reason: "from 9:00 to 12:00 every 30 minutes'",
  },
  { prompt: "List of all months with number of days", reason: "'List of all months'" },
  { prompt: "Todo list for moving house, 15 tasks, priority high to low, deadline", reason: "for moving house'" },
  { prompt: "Create an employee list with name, email, salary. Do not include salary.", reason: "'Do not'" },
  { prompt: "Recipe ingredients list for 8 with cost per serving", reason: "'list for 8'" },
  { prompt: "Sales report with 12 rows, a total and the average price, protect the sheet", reason: "'protect'" },
  {
    prompt: "Price list for 5 products, price in EUR and price in USD at 1.08",
    reason: "one currency a table, and the request names EUR and USD",
  },
  { prompt: '=HYPERLINK("http://evil") list with 3 rows', reason: "links" },
];

/** Further ones. */
export const ownRefusals: readonly Refusal[] = [
  {
    prompt: "Inventory of 15 products with quantity, reorder level, unit cost, total value, reorder needed",
    reason: "it needs a comparison, which the planner's formulas do not have",
  },
  { prompt: "Sales report with total per product", reason: "the planner's formulas add up no groups of rows" },
  { prompt: "Sales tracker with weekly total and monthly average", reason: "Column 'Weekly total' is a calculation" },
  {
    prompt: "Create a holiday planner with employee, start date, end date, days taken, days remaining",
    reason: "Column 'Days remaining' is a calculation",
  },
  {
    prompt: "Order list with 6 orders where total is quantity times unit price plus shipping",
    reason: "There is no column 'shipping'",
  },
  { prompt: "Employee list, 10 rows, with bold red salaries", reason: "'with bold red salaries'" },
  {
    prompt: "Table with columns Name, Price, Tax and Total",
    reason: "Column 'Tax' is a calculation, and there is nothing in the table to compute it from: it needs its rate",
  },
  { prompt: "Expense list with 5 rows in Swedish kronor", reason: "It knows no format for 'Swedish kronor'" },
  { prompt: "Sales report for 2026 except March", reason: "'except March'" },
  { prompt: "Contact list with 5 people from each department", reason: "from each department'" },
  {
    prompt: "Gradebook for 20 students with quiz 1, quiz 2, final exam and final grade (40% quiz, 60% final)",
    reason: "Column 'Final grade': There is no column 'quiz",
  },
  { prompt: "Sales report, 10 rows, revenue rounded to thousands", reason: "'rounded to thousands'" },
  {
    prompt: "Loan repayment table with 12 months, payment, interest and balance",
    reason: "Column 'Interest' is a calculation",
  },
  { prompt: "Expense report with 10 entries, 3 of them travel", reason: "'3 of them travel'" },
  { prompt: "Create a to-do list with 8 tasks where priority is High", reason: "'where priority is High'" },
  { prompt: "Sales for Q1 with weekly rows", reason: "'with weekly rows'" },
  { prompt: "Sales report with profit", reason: "it needs a revenue and a cost" },
  {
    prompt: "Employee list with department and average salary per department",
    reason: "the planner's formulas add up no groups of rows",
  },
  { prompt: "Team list with 12 members, birthday, age, and years in company", reason: "it needs a start date" },
  { prompt: "Workout plan for 4 weeks with 12 exercises", reason: "It does not know what 'for 4 weeks' is" },
  { prompt: "Invoices: 6 rows, net, 19% VAT, gross, paid (yes/no), open amount", reason: "Column 'Open amount'" },
  { prompt: "Employee list name salary department", reason: "name salary department'" },
  { prompt: "Our customers' birthdays, 5 rows", reason: "this part of the request: 'birthdays'" },
];
