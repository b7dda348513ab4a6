"""The ways out: each sends one frozen message and says what came of it. Nothing is rendered or serialised
here at sending.

senders.py  all of them, chosen by channel      mail.py     what a mail is: build_mail() at compose, address()
smtp.py     to any SMTP server                  maildir.py  into a directory
webhook.py  Standard Webhooks                   slack.py    a Slack incoming webhook

Import the modules: a package that imports them all would make every small command pay for the network.
"""
