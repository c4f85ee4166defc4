import { euros, type Request } from "./excel-wanted.ts";

/** The auditor's other first requests that the planner builds. */
export const moreAuditRequests: readonly Request[] = [
  {
    prompt: "I need an invoice for 3 items with quantity, unit price, 19% VAT and a total",
    sheets: {
      Invoice: {
        rows: 3,
        columns: ["Description", "Quantity", "Unit price", "Line total =B{r}*C{r}"],
        below: ["Subtotal |  |  | =SUM(D2:D4)", "VAT 19% |  |  | =D5*19%", "Total |  |  | =D5+D6"],
      },
    },
  },
  {
    prompt: "Customer list with names José García, Zoë Müller, 李小龍 and Łukasz Żółć with their city",
    sheets: {
      Customers: {
        rows: 4,
        columns: ["Name", "City"],
        cells: { A2: "José García", A3: "Zoë Müller", A4: "李小龍", A5: "Łukasz Żółć" },
      },
    },
  },
  {
    prompt: "Here are my numbers: Apples 3.50, Pears 2.20, Plums 4.10. Put them in a table with a total",
    sheets: {
      Sheet1: {
        rows: 3,
        columns: ["Item", "Amount"],
        below: ["Total | =SUM(B2:B4)"],
        cells: { A2: "Apples", B2: 3.5, A3: "Pears", B3: 2.2, A4: "Plums", B4: 4.1, B5: 9.8 },
      },
    },
  },
  {
    prompt: "Weekly shift schedule Monday to Sunday for 4 people",
    sheets: {
      Shifts: {
        rows: 4,
        columns: ["Employee", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
      },
    },
  },
  {
    prompt: "Product list with price, 19% VAT and gross price for 10 products in EUR",
    sheets: {
      Products: {
        rows: 10,
        columns: ["Product", "Price", "VAT 19% =B{r}*19%", "Gross price =B{r}+C{r}"],
        formats: { "Gross price": euros },
      },
    },
  },
  {
    prompt:
      "Student grades: 10 students, maths, physics, chemistry and average grade, with the class average at the bottom",
    sheets: {
      Grades: {
        rows: 10,
        columns: ["Student", "Maths", "Physics", "Chemistry", "Average grade =AVERAGE(B{r}:D{r})"],
        below: ["Average | =AVERAGE(B2:B11) | =AVERAGE(C2:C11) | =AVERAGE(D2:D11) | =AVERAGE(E2:E11)"],
      },
    },
  },
  {
    prompt: "Salary table for 6 employees with a 3% raise column and new salary",
    sheets: {
      Employees: {
        rows: 6,
        columns: [
          "Employee ID",
          "Name",
          "Department",
          "Job title",
          "Email",
          "Start date",
          "Salary",
          "Raise 3% =G{r}*3%",
          "New salary =G{r}+H{r}",
        ],
      },
    },
  },
  {
    prompt: "List 10 expenses sorted by amount ascending and then by date descending, dates as dd.mm.yyyy",
    sheets: {
      Expenses: {
        rows: 10,
        columns: ["Date", "Category", "Description", "Payment method", "Amount"],
        below: ["Total |  |  |  | =SUM(E2:E11)"],
        formats: { Date: "dd.mm.yyyy" },
      },
    },
  },
  {
    prompt: "Sales report from 1 March 2026 to 15 March 2026, one row per day, with weekday",
    sheets: {
      Sales: {
        rows: 15,
        columns: ["Date", "Region", "Product", "Units", "Unit price", "Revenue =D{r}*E{r}", "Weekday"],
        below: ["Total |  |  | =SUM(D2:D16) |  | =SUM(F2:F16) | "],
        cells: { A2: new Date(Date.UTC(2026, 2, 1)), A16: new Date(Date.UTC(2026, 2, 15)), G2: "Sunday", G3: "Monday" },
      },
    },
  },
  {
    prompt: "Sales table with price, cost and margin % for 6 products, margin is (price - cost)/price",
    sheets: {
      Sales: {
        rows: 6,
        columns: ["Product", "Price", "Cost", "Margin % =(B{r}-C{r})/B{r}"],
        holds: { Cost: (value, row) => Number(value) < Number(row[1]) },
      },
    },
  },
  {
    prompt: "Event budget: venue, catering, music, decoration; estimated cost and actual cost",
    sheets: {
      Budget: {
        rows: 4,
        columns: ["Category", "Estimated cost", "Actual cost"],
        cells: { A2: "Venue", A3: "Catering", A4: "Music", A5: "Decoration" },
      },
    },
  },
  {
    prompt: "Expenses with 5 rows and a discount column of 10%",
    sheets: {
      Expenses: {
        rows: 5,
        columns: ["Date", "Category", "Description", "Payment method", "Amount", "Discount 10% =E{r}*10%"],
        below: ["Total |  |  |  | =SUM(E2:E6) | =SUM(F2:F6)"],
      },
    },
  },
  {
    prompt: "Timesheet for 3 employees, 5 days",
    sheets: {
      Timesheet: {
        rows: 3,
        columns: ["Employee", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Total hours =SUM(B{r}:F{r})"],
        below: ["Total | =SUM(B2:B4) | =SUM(C2:C4) | =SUM(D2:D4) | =SUM(E2:E4) | =SUM(F2:F4) | =SUM(G2:G4)"],
      },
    },
  },
  {
    prompt: "Invoice with 3 items and a 10% discount",
    sheets: {
      Invoice: {
        rows: 3,
        columns: ["Description", "Quantity", "Unit price", "Line total =B{r}*C{r}"],
        below: ["Subtotal |  |  | =SUM(D2:D4)", "Discount 10% |  |  | =D5*10%", "Total |  |  | =D5-D6"],
      },
    },
  },
  {
    prompt: "Employee list with 5 rows with salary between 40000 and 50000",
    sheets: {
      Employees: {
        rows: 5,
        columns: ["Employee ID", "Name", "Department", "Job title", "Email", "Start date", "Salary"],
        holds: { Salary: (value) => Number(value) >= 40_000 && Number(value) <= 50_000 },
      },
    },
  },
  {
    prompt: "Sales report without totals, 5 rows, only for the north region",
    sheets: {
      Sales: {
        rows: 5,
        columns: ["Date", "Region", "Product", "Units", "Unit price", "Revenue =D{r}*E{r}"],
        holds: { Region: (value) => value === "North" },
      },
    },
  },
];
