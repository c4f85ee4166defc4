import { list } from "./pool-list.ts";

/** What is sold, done, eaten and owned. */
export const thingPools = {
  product: list(
    "Desk lamp, Office chair, Notebook, Monitor stand, Water bottle, Backpack, Keyboard, Headphones, Travel mug, Wall clock, Standing desk, Webcam, Cable set, Whiteboard, Footrest",
  ),
  productCategory: list("Furniture, Electronics, Stationery, Accessories, Kitchen"),
  expenseCategory: list("Travel, Meals, Office supplies, Software, Training, Accommodation, Telephone, Postage"),
  expense: list(
    "Train ticket, Client lunch, Printer paper, Licence renewal, Online course, Hotel night, Taxi, Parking, Mobile plan, Parcel",
  ),
  incomeSource: list(
    "Salary, Partner's salary, Freelance work, Interest, Child benefit, Rental income, Tax refund, Gifts",
  ),
  householdCost: list(
    "Rent, Groceries, Electricity, Water, Internet and phone, Insurance, Transport, Childcare, Clothing, Health, Leisure, Savings",
  ),
  budgetItem: list("Staff, Rent, Marketing, Software, Equipment, Travel, Training, Insurance, Utilities, Contingency"),
  service: list(
    "Consulting, Website design, Hosting, Maintenance, Training day, Copywriting, Photography, Support hours, Project management, Installation",
  ),
  task: list(
    "Collect requirements, Write the brief, Draft the design, Review the design, Build the first version, Write tests, Fix open points, Prepare the launch, Train the users, Go live, Measure results, Hand over",
  ),
  project: list("Website relaunch, Office move, Customer portal, Data clean-up, Mobile app, Supplier review"),
  event: list(
    "Kick-off meeting, Product workshop, Customer evening, Team lunch, Trade fair, Training day, Board meeting, Summer party, Webinar, Open house",
  ),
  exercise: list("Squat, Bench press, Deadlift, Row, Pull-up, Lunge, Plank, Shoulder press, Running, Cycling"),
  recipe: list(
    "Tomato soup, Vegetable curry, Lentil stew, Pasta bake, Rice salad, Bean chili, Potato omelette, Chicken stir-fry, Mushroom risotto, Fish tacos, Pancakes, Apple crumble",
  ),
  breakfast: list(
    "Porridge with berries, Yoghurt and muesli, Scrambled eggs, Toast with avocado, Fruit salad, Pancakes, Smoothie",
  ),
  lunch: list("Lentil soup, Greek salad, Chicken wrap, Vegetable quiche, Rice bowl, Tomato pasta, Bean burrito"),
  ingredient: list("Flour, Butter, Sugar, Eggs, Milk, Tomatoes, Onions, Garlic, Olive oil, Rice, Carrots, Cheese"),
  grocery: list("Apples, Bread, Milk, Eggs, Cheese, Rice, Pasta, Tomatoes, Coffee, Yoghurt, Chicken, Onions"),
  asset: list("Laptop, Monitor, Printer, Projector, Phone, Tablet, Scanner, Router, Camera, Server"),
  activity: list("City walk, Museum visit, Boat trip, Hike, Market visit, Concert, Day at the beach, Cooking class"),
  errand: list("Client visit, Site inspection, Delivery, Training, Meeting"),
  ticket: list(
    "Login fails, Page loads slowly, Wrong total on invoice, Export is empty, Button hidden on phone, Typo on start page, Search finds nothing, Password mail is late",
  ),
  subscription: list(
    "Cloud storage, Video meetings, Accounting software, Design tool, Music, News, Password manager, Project board",
  ),
  kpi: list(
    "New customers, Customer retention, Orders shipped on time, Support tickets solved, Website visits, Employee satisfaction, Returns, Newsletter subscribers",
  ),
  campaign: list("Spring launch, Summer sale, Newsletter, Referral offer, Autumn webinar, Holiday special"),
  comment: list("Looks good, Needs a check, Discussed by phone, Waiting for an answer, As agreed, Follow up next week"),
  plantName: list("Basil, Fern, Lavender, Mint, Orchid, Rosemary, Sunflower, Tulip"),
} satisfies Record<string, readonly string[]>;
