"""The product of :mod:`tests.ui.quick` for a browser: ``streamlit run tests/ui/quick_app.py``."""

from tests.ui.quick import serve

if __name__ == "__main__":
    serve()
