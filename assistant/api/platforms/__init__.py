"""Chat platforms that ask the desk: Slack, Mattermost and Microsoft Teams, each off until its secret is set."""
