"""The live room: what a discussion goes through, who may vote when, and what is told of it. Pure: nothing here stores or sends."""
