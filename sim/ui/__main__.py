"""The script that is executed for each action of a reader.

Everything stands under the guard, imports too, because each worker process executes this file again.
"""

if __name__ == "__main__":
    from sim.ui.router import show

    show()
