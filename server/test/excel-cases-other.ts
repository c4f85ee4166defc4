import type { Case } from "./excel-cases-money.ts";

/** Requests about everything else, and what the file must hold. In a column: name, type, number format ($ for the one of US dollars), formula with {r} for the row. */
export const otherCases: readonly Case[] = [
  {
    prompt: "make me an employee list of 25 people with name, department, salary and start date",
    fileName: "Employee list.xlsx",
    summary: "Created a 25-row employee list with 4 columns on sheet 'Employees'. The values are samples.",
    sheets: {
      Employees: {
        rows: 25,
        columns: ["Name | text", "Department | text", "Salary | number | $", "Start date | date | yyyy-mm-dd"],
        below: [],
      },
    },
  },
  {
    prompt: "Spreadsheet with 3 columns: A, B, C",
    fileName: "Table.xlsx",
    summary:
      "Created a 10-row table with 3 columns on sheet 'Sheet1'. The values are samples. The planner knows no values for A, B and C and numbers them.",
    sheets: {
      Sheet1: { rows: 10, columns: ["A | text", "B | text", "C | text"], below: [] },
    },
  },
  {
    prompt:
      "Create an inventory tracker for a coffee shop with 20 items, with SKU, quantity, reorder level, unit cost and total value",
    fileName: "Inventory for a coffee shop.xlsx",
    summary:
      "Created a 20-row inventory with 5 columns on sheet 'Inventory'. Total value = Quantity * Unit cost. The values are samples. The planner knows nothing of 'a coffee shop', which stands in the title alone.",
    sheets: {
      Inventory: {
        rows: 20,
        columns: [
          "SKU | text",
          "Quantity | number | #,##0",
          "Reorder level | number | #,##0",
          "Unit cost | number | $",
          "Total value | number | $ | =B{r}*D{r}",
        ],
        below: [],
      },
    },
  },
  {
    prompt: "Timesheet for a team of 4 for next week",
    fileName: "Timesheet.xlsx",
    summary:
      "Created a 4-row timesheet with totals and 7 columns on sheet 'Timesheet'. Total hours = sum of Mon 22 Jun, Tue 23 Jun, Wed 24 Jun, Thu 25 Jun and Fri 26 Jun. The values are samples.",
    sheets: {
      Timesheet: {
        rows: 4,
        columns: [
          "Employee | text",
          "Mon 22 Jun | number | #,##0.00",
          "Tue 23 Jun | number | #,##0.00",
          "Wed 24 Jun | number | #,##0.00",
          "Thu 25 Jun | number | #,##0.00",
          "Fri 26 Jun | number | #,##0.00",
          "Total hours | number | #,##0.00 | =SUM(B{r}:F{r})",
        ],
        below: ["Total | =SUM(B2:B5) | =SUM(C2:C5) | =SUM(D2:D5) | =SUM(E2:E5) | =SUM(F2:F5) | =SUM(G2:G5)"],
      },
    },
  },
  {
    prompt: "Gradebook for 30 students with 3 exams and average",
    fileName: "Gradebook.xlsx",
    summary:
      "Created a 30-row gradebook with 5 columns on sheet 'Grades'. Average = average of Exam 1, Exam 2 and Exam 3. The values are samples.",
    sheets: {
      Grades: {
        rows: 30,
        columns: [
          "Student | text",
          "Exam 1 | number | #,##0",
          "Exam 2 | number | #,##0",
          "Exam 3 | number | #,##0",
          "Average | number | #,##0.00 | =AVERAGE(B{r}:D{r})",
        ],
        below: [],
      },
    },
  },
  {
    prompt: "Project plan with 10 tasks: owner, start date, due date, status, % complete",
    fileName: "Project plan.xlsx",
    summary: "Created a 10-row project plan with 6 columns on sheet 'Tasks'. The values are samples.",
    sheets: {
      Tasks: {
        rows: 10,
        columns: [
          "Task | text",
          "Owner | text",
          "Start date | date | yyyy-mm-dd",
          "Due date | date | yyyy-mm-dd",
          "Status | text",
          "% complete | number | 0.0%",
        ],
        below: [],
      },
    },
  },
  {
    prompt: "workout log for 14 days",
    fileName: "Workout log.xlsx",
    summary: "Created a 14-row workout log with 6 columns on sheet 'Workouts'. The values are samples.",
    sheets: {
      Workouts: {
        rows: 14,
        columns: [
          "Date | date | yyyy-mm-dd",
          "Exercise | text",
          "Sets | number | #,##0",
          "Reps | number | #,##0",
          "Weight (kg) | number | #,##0.00",
          "Duration (min) | number | #,##0",
        ],
        below: [],
      },
    },
  },
  {
    prompt: "Contact list",
    fileName: "Contact list.xlsx",
    summary: "Created a 15-row contact list with 5 columns on sheet 'Contacts'. The values are samples.",
    sheets: {
      Contacts: {
        rows: 15,
        columns: ["Name | text", "Company | text", "Email | text", "Phone | text", "City | text"],
        below: [],
      },
    },
  },
  {
    prompt:
      "Customer orders, 50 rows, columns: Order ID, Customer, Date, Product, Qty, Price, Total. Sort by date descending.",
    fileName: "Order list.xlsx",
    summary:
      "Created a 50-row order list with 7 columns on sheet 'Orders'. Total = Qty * Price. The values are samples.",
    sheets: {
      Orders: {
        rows: 50,
        columns: [
          "Order ID | text",
          "Customer | text",
          "Date | date | yyyy-mm-dd",
          "Product | text",
          "Qty | number | #,##0",
          "Price | number | $",
          "Total | number | $ | =E{r}*F{r}",
        ],
        below: [],
      },
    },
  },
  {
    prompt: "A table with columns Name (text), Age (number), Joined (date), Active (yes/no)",
    fileName: "Table.xlsx",
    summary: "Created a 10-row table with 4 columns on sheet 'Sheet1'. The values are samples.",
    sheets: {
      Sheet1: {
        rows: 10,
        columns: ["Name | text", "Age | number | #,##0", "Joined | date | yyyy-mm-dd", "Active | boolean"],
        below: [],
      },
    },
  },
  {
    prompt:
      "Please build me a spreadsheet with the following columns:\n- Employee\n- Hours worked\n- Hourly rate\n- Pay\nand 6 rows. Add a total row at the bottom. Thanks!",
    fileName: "Table.xlsx",
    summary:
      "Created a 6-row table with totals and 4 columns on sheet 'Sheet1'. Pay = Hours worked * Hourly rate. The values are samples.",
    sheets: {
      Sheet1: {
        rows: 6,
        columns: [
          "Employee | text",
          "Hours worked | number | #,##0.00",
          "Hourly rate | number | $",
          "Pay | number | $ | =B{r}*C{r}",
        ],
        below: ["Total | =SUM(B2:B7) |  | =SUM(D2:D7)"],
      },
    },
  },
  {
    prompt:
      "Create a workbook with a sheet Products with columns name, price and stock and a sheet Orders with columns order id, date, total and 10 rows",
    fileName: "Product list.xlsx",
    summary:
      "Created a workbook with 2 sheets: 'Products' (12 rows, 3 columns), 'Orders' (10 rows, 3 columns). The values are samples.",
    sheets: {
      Products: { rows: 12, columns: ["Name | text", "Price | number | $", "Stock | number | #,##0"], below: [] },
      Orders: { rows: 10, columns: ["Order ID | text", "Date | date | yyyy-mm-dd", "Total | number | $"], below: [] },
    },
  },
  {
    prompt: "recipe list with 8 recipes",
    fileName: "Recipe list.xlsx",
    summary:
      "Created an 8-row recipe list with 5 columns on sheet 'Recipes'. Total time (min) = Prep time (min) + Cook time (min). The values are samples.",
    sheets: {
      Recipes: {
        rows: 8,
        columns: [
          "Recipe | text",
          "Prep time (min) | number | #,##0",
          "Cook time (min) | number | #,##0",
          "Total time (min) | number | #,##0 | =B{r}+C{r}",
          "Servings | number | #,##0",
        ],
        below: [],
      },
    },
  },
  {
    prompt: "I need a list of the top 10 customers by revenue",
    fileName: "Customer list.xlsx",
    summary: "Created a 10-row customer list with 7 columns on sheet 'Customers'. The values are samples.",
    sheets: {
      Customers: {
        rows: 10,
        columns: [
          "Customer | text",
          "Company | text",
          "Email | text",
          "Phone | text",
          "City | text",
          "Customer since | date | yyyy-mm-dd",
          "Revenue | number | $",
        ],
        below: [],
      },
    },
  },
  {
    prompt: "Event schedule for a conference with 12 sessions: time, title, speaker, room",
    fileName: "Event list.xlsx",
    summary:
      "Created a 12-row event list with 4 columns on sheet 'Events'. The values are samples. The planner knows no values for Title and numbers them.",
    sheets: {
      Events: {
        rows: 12,
        columns: ["Time | date | hh:mm", "Title | text", "Speaker | text", "Room | text"],
        below: [],
      },
    },
  },
  {
    prompt:
      "Create a table from this data:\nName,Age,City,Member,Since,Share,Code\nBob,31,Rome,yes,2024-02-29,12%,007\nAnna,28,Oslo,no,2023-12-01,7.5%,=1+1",
    fileName: "Table.xlsx",
    summary: "Created a 2-row table with 7 columns on sheet 'Sheet1'. The values are the request's own.",
    sheets: {
      Sheet1: {
        rows: 2,
        columns: [
          "Name | text",
          "Age | number | #,##0",
          "City | text",
          "Member | boolean",
          "Since | date | yyyy-mm-dd",
          "Share | number | 0.0%",
          "Code | text",
        ],
        below: [],
      },
    },
  },
  {
    prompt: "Create a price list named 'Summer 2026' with 8 products and 20% VAT",
    fileName: "Summer 2026.xlsx",
    summary:
      "Created an 8-row product list with 6 columns on sheet 'Products'. VAT 20% = Price * 20%. The values are samples.",
    sheets: {
      Products: {
        rows: 8,
        columns: [
          "SKU | text",
          "Product | text",
          "Category | text",
          "Price | number | $",
          "In stock | boolean",
          "VAT 20% | number | $ | =D{r}*20%",
        ],
        below: [],
      },
    },
  },
];
