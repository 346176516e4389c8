"""What Streamlit runs for each reader."""

from ui.router import run

run()
