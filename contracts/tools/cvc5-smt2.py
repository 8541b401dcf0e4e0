"""Answers an SMT-LIB file as halmos asks for it, with cvc5 reading bit vectors as integers.

Sums and divisions of 96-bit amounts are a second's work that way; bit by bit they are not decided in minutes.
"""

import sys

import cvc5

solver = cvc5.Solver(cvc5.TermManager())
solver.setOption("solve-bv-as-int", "sum")
solver.setOption("produce-models", "true")
parser = cvc5.InputParser(solver)
parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, sys.argv[1])
symbols = parser.getSymbolManager()
while not (command := parser.nextCommand()).isNull():
    answer = command.invoke(solver, symbols)
    print(answer, end="", flush=True)
    # There is no model to ask for.
    if answer.strip() in ("unsat", "unknown"):
        break
