"""The browser front end: ``streamlit run app.py``.

Everything stands under the guard, imports too, because each worker process executes this file again.
"""

if __name__ == "__main__":
    from sim.ui.router import show

    show()
