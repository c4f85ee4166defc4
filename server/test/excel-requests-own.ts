import { daysBetween, type Request } from "./excel-wanted.ts";

/** Further requests in the same spirit. */
export const ownRequests: readonly Request[] = [
  {
    prompt: "Create a price comparison for 6 products with price 2025, price 2026, difference and change in percent",
    sheets: {
      Products: {
        rows: 6,
        columns: ["Product", "Price 2025", "Price 2026", "Difference =C{r}-B{r}", "Change % =(C{r}-B{r})/B{r}"],
        formats: { "Change %": "0.0%" },
      },
    },
  },
  {
    prompt:
      "Purchase orders with supplier, item, quantity, unit price, shipping 25 dollars flat, tax 8% and total, 10 rows",
    sheets: {
      Orders: {
        rows: 10,
        columns: [
          "Supplier",
          "Item",
          "Quantity",
          "Unit price",
          "Shipping",
          "Tax 8% =C{r}*D{r}*8%",
          "Total =C{r}*D{r}+E{r}+F{r}",
        ],
        holds: { Shipping: (value) => value === 25 },
      },
    },
  },
  {
    prompt: "Payroll for 8 employees with gross pay, tax 20%, and net pay",
    sheets: {
      Payroll: { rows: 8, columns: ["Employee", "Gross pay", "Tax 20% =B{r}*20%", "Net pay =B{r}-C{r}"] },
    },
  },
  {
    prompt: "Rental income for 5 apartments: monthly rent, annual rent, with totals",
    sheets: {
      Income: {
        rows: 5,
        columns: ["Apartment", "Monthly rent", "Annual rent =B{r}*12"],
        below: ["Total | =SUM(B2:B6) | =SUM(C2:C6)"],
      },
    },
  },
  {
    prompt: "Project budget with task, estimated hours, hourly rate, cost, 7 rows and a total row",
    sheets: {
      Budget: {
        rows: 7,
        columns: ["Task", "Estimated hours", "Hourly rate", "Cost =B{r}*C{r}"],
        below: ["Total | =SUM(B2:B8) |  | =SUM(D2:D8)"],
      },
    },
  },
  {
    prompt: "Customer list with first name, last name, full name, city and country, 12 rows",
    sheets: {
      Customers: {
        rows: 12,
        columns: ["First name", "Last name", "Full name", "City", "Country"],
        holds: {
          "Full name": (value, row) => value === `${String(row[0])} ${String(row[1])}`,
          Country: (value, row) => (row[3] === "Berlin" ? value === "Germany" : typeof value === "string"),
        },
      },
    },
  },
  {
    prompt: "Task list with 12 tasks: owner, start date, due date, days left, status",
    sheets: {
      Tasks: {
        rows: 12,
        columns: ["Task", "Owner", "Start date", "Due date", "Days left =D{r}-TODAY()", "Status"],
        holds: { "Due date": (value, row) => daysBetween(row[2], value) > 0 },
      },
    },
  },
  {
    prompt: "Sales commissions: 5 sales reps, sales, commission 7%, total at the bottom",
    sheets: {
      Sales: {
        rows: 5,
        columns: ["Sales rep", "Sales", "Commission 7% =B{r}*7%"],
        below: ["Total | =SUM(B2:B6) | =SUM(C2:C6)"],
      },
    },
  },
  {
    prompt: "Exam results for 12 students with Math, English, History, average, highest and rank",
    sheets: {
      Grades: {
        rows: 12,
        columns: [
          "Student",
          "Math",
          "English",
          "History",
          "Average =AVERAGE(B{r}:D{r})",
          "Highest =MAX(B{r}:D{r})",
          "Rank =RANK(E{r},E$2:E$13)",
        ],
        holds: { Rank: (value) => Number(value) >= 1 && Number(value) <= 12 },
      },
    },
  },
  {
    prompt: "Running log for 10 runs with distance, duration and pace",
    sheets: { Runs: { rows: 10, columns: ["Date", "Distance", "Duration", "Pace =C{r}/B{r}"] } },
  },
  {
    prompt: "Expense report with columns Date, Category, Amount, Tax 19%, Gross amount and 8 rows",
    sheets: {
      Expenses: {
        rows: 8,
        columns: ["Date", "Category", "Amount", "Tax 19% =C{r}*19%", "Gross amount =C{r}+D{r}"],
      },
    },
  },
  {
    prompt: "Quarterly sales for North, South and West with Q1 to Q4 and total",
    sheets: {
      Sales: {
        rows: 3,
        columns: ["Region", "Q1", "Q2", "Q3", "Q4", "Total =SUM(B{r}:E{r})"],
        cells: { A2: "North", A3: "South", A4: "West" },
      },
    },
  },
  {
    prompt: "Marketing campaign table with impressions, clicks, click rate, conversions, conversion rate, 6 campaigns",
    sheets: {
      Campaigns: {
        rows: 6,
        columns: [
          "Campaign",
          "Impressions",
          "Clicks",
          "Click rate =C{r}/B{r}",
          "Conversions",
          "Conversion rate =E{r}/C{r}",
        ],
        holds: {
          Clicks: (value, row) => Number(value) < Number(row[1]),
          Conversions: (value, row) => Number(value) < Number(row[2]),
        },
      },
    },
  },
  {
    prompt: "Hotel bookings with guest, check-in, check-out, nights, rate per night and total for 8 bookings",
    sheets: {
      Bookings: {
        rows: 8,
        columns: ["Guest", "Check-in", "Check-out", "Nights =C{r}-B{r}", "Rate per night", "Total =D{r}*E{r}"],
        holds: { Nights: (value, row) => value === daysBetween(row[1], row[2]) && value > 0 },
      },
    },
  },
  {
    prompt: "Time log: date, start time, end time, hours, 10 rows, total hours",
    sheets: {
      Timesheet: {
        rows: 10,
        columns: ["Date", "Start time", "End time", "Hours =(C{r}-B{r})*24"],
        below: ["Total |  |  | =SUM(D2:D11)"],
      },
    },
  },
  {
    prompt: "Product catalog with cost, price, profit and margin % for 10 products",
    sheets: {
      Products: {
        rows: 10,
        columns: ["Product", "Cost", "Price", "Profit =C{r}-B{r}", "Margin % =(C{r}-B{r})/C{r}"],
        holds: { Profit: (value) => Number(value) > 0 },
      },
    },
  },
  {
    prompt: "Shopping list with milk 2 x 1.20, bread 1 x 2.80, eggs 12 x 0.25 and a total",
    sheets: {
      "Shopping list": {
        rows: 3,
        columns: ["Item", "Quantity", "Unit price", "Total =B{r}*C{r}"],
        below: ["Total | =SUM(B2:B4) |  | =SUM(D2:D4)"],
        cells: { A2: "Milk", B2: 2, C2: 1.2, A4: "Eggs", B4: 12, C4: 0.25, D5: 8.2 },
      },
    },
  },
  {
    prompt: "Create a workbook with a sheet for each quarter with sales",
    sheets: Object.fromEntries(
      [1, 2, 3, 4].map((quarter) => [
        `Q${quarter}`,
        {
          rows: 12,
          columns: ["Date", "Region", "Product", "Units", "Unit price", "Revenue =D{r}*E{r}"],
          below: ["Total |  |  | =SUM(D2:D13) |  | =SUM(F2:F13)"],
          holds: {
            Date: (value: unknown) => value instanceof Date && Math.ceil((value.getUTCMonth() + 1) / 3) === quarter,
          },
        },
      ]),
    ),
  },
  {
    prompt: "Fundraiser tracker, 10 donors, amount, percentage of total, running total",
    sheets: {
      Sheet1: {
        rows: 10,
        columns: ["Donor", "Amount", "Percentage of total =B{r}/SUM(B$2:B$11)", "Running total =SUM(B$2:B{r})"],
      },
    },
  },
  {
    prompt: "Table of 5 machines with purchase price, useful life in years, annual depreciation",
    sheets: {
      Sheet1: {
        rows: 5,
        columns: ["Machine", "Purchase price", "Useful life in years", "Annual depreciation =B{r}/C{r}"],
      },
    },
  },
  {
    prompt: "Donations for 2026 by month with goal, received, remaining and % of goal",
    sheets: {
      Sheet1: {
        rows: 12,
        columns: ["Month", "Goal", "Received", "Remaining =B{r}-C{r}", "% of goal =C{r}/B{r}"],
      },
    },
  },
  {
    prompt: "KPI table with target, actual, variance and status",
    sheets: { KPIs: { rows: 8, columns: ["KPI", "Target", "Actual", "Variance =C{r}-B{r}", "Status"] } },
  },
  {
    prompt: "Create a sales report with 5 rows and a green header",
    sheets: {
      Sales: {
        rows: 5,
        columns: ["Date", "Region", "Product", "Units", "Unit price", "Revenue =D{r}*E{r}"],
        below: ["Total |  |  | =SUM(D2:D6) |  | =SUM(F2:F6)"],
      },
    },
  },
  {
    prompt: "Top 10 expenses sorted by amount descending, only above 100",
    sheets: {
      Expenses: {
        rows: 10,
        columns: ["Date", "Category", "Description", "Payment method", "Amount"],
        below: ["Total |  |  |  | =SUM(E2:E11)"],
        holds: { Amount: (value) => Number(value) > 100 },
      },
    },
  },
  ...["Students' grades with 10 students", "Table of the student’s grades with 10 rows"].map((prompt) => ({
    prompt,
    sheets: { Grades: { rows: 10, columns: ["Student", "Exam 1", "Exam 2", "Exam 3", "Average =AVERAGE(B{r}:D{r})"] } },
  })),
];
